/** `opsbook fmt`: the safe fixes, shown or applied. */

import { visible, visibleLines } from '../kit/visible.ts'
import type { FixedPage } from '../runbook/book/fix/fix-book.ts'
import { unifiedDiff } from '../runbook/book/fix/unified-diff.ts'
import { joinRoot } from '../runbook/report/check-report.ts'
import type { FmtOutput } from '../runbook/report/contract.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { counted, type Style } from '../runbook/report/style.ts'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

interface FmtFlags extends CommonFlags {
  fix?: boolean
  check?: boolean
  diff?: boolean
  rule?: string[]
}

const collect = (value: string, list: string[] = []) => [...list, value]

export const fmt: CommandDefinition = {
  text: {
    name: 'fmt',
    summary: 'Shows the fixes that never change what a page tells its reader to do; --fix applies them.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook fmt docs', 'what would be mended'],
      ['opsbook fmt --diff docs', 'as a patch'],
      ['opsbook fmt --fix docs', 'mend it'],
      ['opsbook fmt --check docs', 'for CI: exit 3 when there is something to mend'],
    ],
  },
  shape: (command) =>
    command
      .argument('[path...]', 'folders and files; default: the book of opsbook.yaml, or this folder')
      .option('--fix', 'write the mended pages')
      .option('--check', 'exit 3 when something would be mended')
      .option('--diff', 'print a unified diff')
      .option('--rule <id>', 'the fixes of this rule only (repeatable)', collect),
  run,
}

async function run(call: Call<FmtFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  if (flags.fix && (flags.check || flags.diff)) {
    throw usageFailure(
      'contradiction',
      `--fix and --${flags.check ? 'check' : 'diff'} contradict each other`,
      'Leave one of them out',
    )
  }
  const { fixesOf } = await import('./find-fixes.ts')
  const pages = await fixesOf(call, { write: flags.fix === true, rules: flags.rule })
  const format = flags.format ?? 'table'
  if (format === 'json') terminal.print(terminal.json(fmtJson(pages, flags.fix === true)))
  else if (flags.diff) terminal.print(pages.map((page) => diffText(page, terminal.style)).join(''))
  else if (format === 'plain') terminal.print(pages.map(plainLines).join(''))
  else terminal.print(fmtTable(pages, call))
  return flags.check && pages.length > 0 ? EXIT.found : EXIT.success
}

const shownFile = ({ repository, file }: FixedPage) => joinRoot(repository, file)

function diffText(page: FixedPage, { paint }: Style): string {
  const lines = unifiedDiff(visible(shownFile(page)), page.before, page.after).split('\n')
  return lines
    .map((line) => {
      const text = visibleLines(line)
      if (/^(?:---|\+\+\+) /.test(line)) return paint('bold', text)
      return line.startsWith('+') ? paint('green', text) : line.startsWith('-') ? paint('red', text) : text
    })
    .join('\n')
}

const plainLines = (page: FixedPage) =>
  page.fixes
    .map(({ rule, title, line }) => `${[`${visible(shownFile(page))}:${line}`, rule, visible(title)].join('\t')}\n`)
    .join('')

function fmtTable(pages: readonly FixedPage[], { flags, terminal, args }: Call<FmtFlags>): string {
  const { style } = terminal
  const { paint, signs } = style
  if (pages.length === 0) return flags.quiet ? '' : `${paint('green', `${signs.ok} nothing to mend`)}\n`
  const blocks = pages.map((page) => {
    const rows = page.fixes.flatMap(({ rule, title, line }) => {
      const lead = `  ${String(line).padStart(5)} ${rule} `
      return wrapTo(style.show(title), style.columns - lead.length).map(
        (text, index) => (index === 0 ? lead : ' '.repeat(lead.length)) + text,
      )
    })
    return [paint('bold', style.show(shownFile(page))), ...rows].join('\n')
  })
  const fixes = pages.reduce((sum, page) => sum + page.fixes.length, 0)
  const total = `${counted(fixes, 'fix', 'fixes')} in ${counted(pages.length, 'page')}`
  const paths = args.length > 0 ? ` ${args.map(visible).join(' ')}` : ''
  const advice = flags.fix
    ? [`${signs.ok} applied ${total}`]
    : [total, `  next: opsbook fmt --diff${paths}`, `        opsbook fmt --fix${paths}`]
  return `${[...blocks, '', ...(flags.quiet ? [] : advice)].join('\n').trimEnd()}\n`
}

function fmtJson(pages: readonly FixedPage[], written: boolean): FmtOutput {
  return {
    schema: 'opsbook.fmt/v1',
    written,
    files: pages.map((page) => ({
      file: shownFile(page),
      fixes: page.fixes.map(({ rule, title, line }) => ({ rule, title, line })),
    })),
  }
}
