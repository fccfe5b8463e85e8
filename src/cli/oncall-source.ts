/** Where the commands about on-call have their answers from: a server, or the schedules of `opsbook.yaml` themselves. */
import type { Command } from 'commander'
import type { Rota } from '../response/oncall/rota.ts'
import { loginsOf, nextChange, shiftsBetween } from '../response/oncall/shifts.ts'
import { shownOnCall, shownShift } from '../response/oncall/shown.ts'
import { whoIsOn } from '../response/oncall/who.ts'
import { nearNames } from '../runbook/book/near-names.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { openSettings } from './open-settings.ts'
import { readCredentials, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export interface OncallFlags extends ServerFlags {
  local?: boolean
}

export type ShownOnCall = ReturnType<typeof shownOnCall>
export type ShownShift = ReturnType<typeof shownShift>

export interface OncallSource {
  /** The settings alone: overrides and swaps of a server are not in it. */
  readonly isLocal: boolean
  /** Every schedule, or one, at a time. */
  readonly at: (schedule: string | undefined, at: Date | undefined) => Promise<readonly ShownOnCall[]>
  /** Who is on from when until when; nobody in a gap. */
  readonly shifts: (schedule: string, from: number, until: number) => Promise<readonly ShownShift[]>
}

/** Flags of commands that answer from a server or from the settings. */
export const shapeOncallFlags = (command: Command): Command =>
  shapeServerFlags(command.option('--local', 'from opsbook.yaml alone, without overrides and swaps; needs no server'))

/** A server where one is named or signed in to, else the settings here. */
export async function oncallSource(call: Call<OncallFlags>): Promise<OncallSource> {
  const { flags, env } = call
  const isNamed =
    flags.server !== undefined || env.OPSBOOK_SERVER !== undefined || readCredentials(env).current !== undefined
  return flags.local || !isNamed ? localSource(call) : serverSource(call)
}

function serverSource(call: Call<OncallFlags>): OncallSource {
  const client = serverClient(call)
  return {
    isLocal: false,
    at: async (schedule, at) => {
      const query = { at: at?.toISOString() }
      if (schedule === undefined) return client.list<ShownOnCall>('/oncall/schedules', query, 1_000)
      return [await client.ask<ShownOnCall>(`/oncall/schedules/${encodeURIComponent(schedule)}`, { query })]
    },
    shifts: (schedule, from, until) => {
      const query = { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
      return client.list<ShownShift>(`/oncall/schedules/${encodeURIComponent(schedule)}/shifts`, query, 20_000)
    },
  }
}

async function localSource(call: Call<OncallFlags>): Promise<OncallSource> {
  const rotas = await localRotas(call)
  return {
    isLocal: true,
    at: async (schedule, at = call.now) => {
      const chosen = schedule === undefined ? [...rotas.values()] : [rotaNamed(rotas, schedule)]
      return chosen.map((rota) => localOnCall(rota, at))
    },
    shifts: async (schedule, from, until) =>
      shiftsBetween(rotaNamed(rotas, schedule), [], { from, until }).map(shownShift),
  }
}

/** The schedules of the settings in force here; a failure where there are none. */
export async function localRotas(call: Call<OncallFlags>): Promise<ReadonlyMap<string, Rota>> {
  const { config, folder, path } = await openSettings(call, '.')
  const { oncallInForce } = await import('../app/serve/oncall-in-force.ts')
  const { rotas } = oncallInForce({ config, folder })
  if (rotas.size > 0) return rotas
  throw new Failure({
    code: 'oncall/no-schedules',
    message:
      path === undefined
        ? 'there is no opsbook.yaml here, and no server is named'
        : 'opsbook.yaml has no on-call schedules',
    hint: 'Name a server with --server, or write "oncall.schedules": opsbook config schema shows how',
    exit: EXIT.notFound,
  })
}

export function rotaNamed(rotas: ReadonlyMap<string, Rota>, name: string): Rota {
  const rota = rotas.get(name)
  if (rota) return rota
  const near = nearNames(name, [...rotas.keys()])
  throw new Failure({
    code: 'oncall/unknown-schedule',
    message: `there is no schedule "${name}"`,
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${[...rotas.keys()].join(', ')}`,
    exit: EXIT.notFound,
  })
}

function localOnCall(rota: Rota, at: Date): ShownOnCall {
  const instant = at.getTime()
  const onCall = whoIsOn(rota, [], instant)
  const next = nextChange(rota, [], instant)
  return shownOnCall(rota, {
    ...{ schedule: rota.name, at, logins: loginsOf(onCall), why: onCall.why, source: 'computed' },
    until: next === undefined ? undefined : new Date(next),
  })
}

/** A moment that was typed: an instant with its offset, or by the clock of a zone; a time of the day alone is today's. */
export function typedMoment(text: string, flag: string): string {
  if (/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)) return text.replace(' ', 'T')
  throw usageFailure('invalid-value', `${flag} takes a moment like 2026-01-05T09:00, not "${text}"`)
}
