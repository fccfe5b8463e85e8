/** Manual pages of the codes, made from the rules themselves. */
import type { Rule } from '../book/lint/rule.ts'
import { unreadable } from '../book/unreadable.ts'

export interface CodePage {
  id: string
  name: string
  severity: string
  summary: string
  /** The whole page as Markdown. */
  markdown: string
}

/** What can be wrong with a configuration, by code. */
export type ConfigProblems = Readonly<Record<string, { name: string; summary: string; hint: string }>>

/** Every code with its page, sorted: the rules, what the reader reports, what is wrong with a configuration. */
export function codePages(rules: readonly Rule[], problems: ConfigProblems): CodePage[] {
  const pages = [
    ...Object.entries(unreadable).map(([id, entry]) => readerPage({ id, ...entry })),
    ...Object.entries(problems).map(([id, entry]) => readerPage({ id, severity: 'error', ...entry })),
    ...rules.map(rulePage),
  ]
  return pages.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The list of all codes. */
export function codeIndex(pages: readonly CodePage[]): string {
  const rows = pages.map(
    ({ id, name, severity, summary }) =>
      `| [${id}](${id}.md) | ${name} | ${severity} | ${summary.replaceAll('|', '\\|')} |`,
  )
  return `${GENERATED}\n\n# Codes\n\nEvery finding has a code. \`opsbook explain CODE\` shows the same text offline.\n\n| code | name | severity | what is checked |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

const GENERATED = '<!-- Made by scripts/generate-docs.js from the rules; change the rule, then run npm run docs. -->'

function readerPage({
  id,
  name,
  severity,
  summary,
  hint,
}: {
  id: string
  name: string
  severity: string
  summary: string
  hint: string
}): CodePage {
  const markdown = [GENERATED, `# ${id} ${name}`, summary, `Severity: ${severity}.`, '## What to do', `${hint}.`].join(
    '\n\n',
  )
  return { id, name, severity, summary, markdown: `${markdown}\n` }
}

function rulePage(rule: Rule): CodePage {
  const { id, name, severity, summary, why, examples, singly } = rule
  const parts = [
    GENERATED,
    `# ${id} ${name}`,
    summary,
    severityText(rule),
    '## Why',
    why,
    ...(examples.length > 0 ? ['## Examples', ...examples.flatMap(exampleText)] : []),
    '## To accept it',
    `One place, with a reason, which must not be empty:\n\n${fenced(`<!-- ops-disable-next-line ${id} -- why this is right here -->`, 'markdown')}`,
    ...(singly
      ? [
          `Above a block this speaks of one command; \`${id}x2\` speaks of two. A command that is added later is reported.`,
        ]
      : []),
    `The whole book, in \`opsbook.yaml\`:\n\n${fenced(`rules:\n  ${id}: off`, 'yaml')}`,
  ]
  return { id, name, severity, summary, markdown: `${parts.join('\n\n')}\n` }
}

function severityText({ severity, kinds, executable }: Rule): string {
  const groups = new Map<string, string[]>()
  for (const [kind, level] of Object.entries(kinds ?? {})) groups.set(level, [...(groups.get(level) ?? []), kind])
  const exceptions = [...groups].map(([level, names]) => `${level} on pages of kind ${names.join(', ')}`)
  const profile = executable === undefined ? [] : [`${executable} in the profile \`executable\``]
  const rest = [...exceptions, ...profile]
  return `Severity: **${severity}**${rest.length > 0 ? `; ${rest.join('; ')}` : ''}.`
}

function exampleText({ title, bad, good, file, files, now }: Rule['examples'][number]): string[] {
  const beside = Object.keys(files ?? {})
  const facts = [
    file === undefined ? '' : `The page is ${file}.`,
    beside.length > 0 ? `Beside it: ${beside.join(', ')}.` : '',
    now === undefined ? '' : `The day is ${now}.`,
  ].filter((fact) => fact !== '')
  return [
    `### ${title}`,
    ...(facts.length > 0 ? [facts.join(' ')] : []),
    'Found:',
    fenced(bad, 'markdown'),
    'Fine:',
    fenced(good, 'markdown'),
  ]
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`
}
