import type { Call, CommonFlags } from './command.ts'

/** Says that something was done: one line for people, or the facts as JSON where a machine reads. */
export function tellDone(
  { flags, terminal }: { flags: CommonFlags; terminal: Call<object>['terminal'] },
  words: string,
  facts: { readonly schema: `opsbook.${string}` } & Readonly<Record<string, unknown>>,
): void {
  const { style, print, json } = terminal
  if (flags.format === 'json') print(json(facts))
  else if (!flags.quiet) print(`${style.paint('green', style.signs.ok)} ${words}\n`)
}
