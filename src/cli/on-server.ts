/** Commands about runs speak of the records of this machine, or with `--on-server` of the runs of a server. */
import type { Command } from 'commander'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export interface OnServerFlags extends ServerFlags {
  onServer?: boolean
}

export const shapeOnServer = (command: Command): Command =>
  shapeServerFlags(command.option('--on-server', 'the run of a server that a runner carries out'))

/** Whoever names a server means it. */
export const isOnServer = ({ onServer, server, tokenFile }: OnServerFlags): boolean =>
  onServer === true || server !== undefined || tokenFile !== undefined
