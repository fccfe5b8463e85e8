import type { Command } from 'commander'

/** Flags of every command that talks to a server. */
export const shapeServerFlags = (command: Command): Command =>
  command
    .option('--server <url>', 'the server; else OPSBOOK_SERVER, or the one last signed in to')
    .option('--token-file <file>', 'a file with an API token, - for standard input')
