/** `opsbook oncall swap`. */
import { present } from '../app/present.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { typedMoment } from './oncall-source.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  from?: string
  until?: string
  to?: string
  returnFrom?: string
  returnUntil?: string
  note?: string
  accept?: string
  decline?: string
  withdraw?: string
}

interface ShownSwap {
  readonly id: string
  readonly schedule: string
  readonly state: string
  readonly offeredBy: string
  readonly offeredTo: string | null
  readonly from: string
  readonly until: string
  readonly inReturn: { readonly from: string; readonly until: string } | null
  readonly note: string
  readonly decidedBy: string | null
}

export const oncallSwap: CommandDefinition = {
  text: {
    name: 'swap',
    summary:
      'Offers a shift of yours, or takes one; without anything it lists open offers. Until somebody accepts, you are paged. Times are by the clock of the schedule.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook oncall swap shop-primary --from 2026-01-10 --until 2026-01-11 --to ben', 'offers Ben a day'],
      ['opsbook oncall swap', 'open offers'],
      ['opsbook oncall swap --accept swap_01jf', 'it is your shift now'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      command
        .argument('[schedule]', 'its name')
        .option('--from <moment>', 'when the shift begins: 2026-01-10T09:00')
        .option('--until <moment>', 'when it ends')
        .option('--to <login>', 'to whom; without, to whoever takes it')
        .option('--return-from <moment>', 'a shift of theirs that you take for it')
        .option('--return-until <moment>', 'its end')
        .option('--note <text>', 'why')
        .option('--accept <swap>', 'take a shift')
        .option('--decline <swap>', 'say no to an offer to you')
        .option('--withdraw <swap>', 'take an offer of yours back'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args } = call
  const moves = (['accept', 'decline', 'withdraw'] as const).filter((move) => flags[move] !== undefined)
  if (moves.length > 1 || (moves.length === 1 && args.length > 0))
    throw usageFailure('contradiction', 'an offer, --accept, --decline and --withdraw exclude each other')
  const client = serverClient(call)
  const [move] = moves
  if (move) {
    const path = `/oncall/swaps/${encodeURIComponent(flags[move]!)}/${move}`
    return print(call, [await client.ask<ShownSwap>(path, { method: 'POST' })])
  }
  const [schedule] = args
  if (schedule === undefined) return print(call, await client.list<ShownSwap>('/oncall/swaps', { open: 'true' }, 500))
  const path = `/oncall/schedules/${encodeURIComponent(schedule)}/swaps`
  return print(call, [await client.ask<ShownSwap>(path, { method: 'POST', body: offerOf(flags) })])
}

function offerOf({ from, until, to, returnFrom, returnUntil, note }: Flags): object {
  if (from === undefined || until === undefined)
    throw usageFailure('missing-flag', '--from and --until say which shift is offered')
  if ((returnFrom === undefined) !== (returnUntil === undefined))
    throw usageFailure('missing-flag', '--return-from and --return-until go together')
  const inReturn = returnFrom === undefined ? undefined : stretch(returnFrom, returnUntil!, 'return-')
  return present({ ...stretch(from, until, ''), to, inReturn, note })
}

const stretch = (from: string, until: string, name: string) => ({
  ...{ from: typedMoment(from, `--${name}from`), until: typedMoment(until, `--${name}until`) },
})

function print({ terminal, flags }: Call<Flags>, swaps: readonly ShownSwap[]): ExitCode {
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.swaps/v1', swaps }))
  else for (const swap of swaps) terminal.print(`${swapLines(swap, terminal.style).join('\n')}\n`)
  if (swaps.length === 0 && !flags.quiet) terminal.say('there are no open offers\n')
  return EXIT.success
}

function swapLines(swap: ShownSwap, { paint, signs, show, columns }: Style): string[] {
  const { schedule, state, offeredBy, offeredTo, from, until, inReturn, note, decidedBy, id } = swap
  const sign = state === 'accepted' ? signs.ok : state === 'open' ? signs.unsure : signs.manual
  const about = `${state} ${schedule}: ${offeredBy} ${signs.arrow} ${decidedBy ?? offeredTo ?? 'whoever takes it'}`
  const more = [
    `${momentWords(from)} to ${momentWords(until)}`,
    ...(inReturn ? [`for ${momentWords(inReturn.from)} to ${momentWords(inReturn.until)}`] : []),
    ...(note === '' ? [] : [note]),
    id,
  ]
  return [
    ...wrapTo(show(about), columns - 2).map((line, at) => `${at === 0 ? sign : ' '} ${paint('bold', line)}`),
    ...more.flatMap((text) => wrapTo(show(text), columns - 4).map((line) => `    ${paint('dim', line)}`)),
  ]
}
