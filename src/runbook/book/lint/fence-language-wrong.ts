import type { Fix } from '../../../kit/diagnostic.ts'
import type { Document } from '../document.ts'
import type { FenceItem, FenceReading } from '../fence-reading.ts'
import { page, spanOfLines } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { isScriptTag, isShellTag } from './shell-tag.ts'

/** How languages are called in a sentence. */
const NAMES: Readonly<Record<string, string>> = {
  logql: 'a LogQL query',
  promql: 'a PromQL query',
  sql: 'SQL',
  erlang: 'Erlang',
  elixir: 'Elixir',
  ruby: 'Ruby',
  python: 'Python',
  javascript: 'JavaScript',
  yaml: 'YAML',
  json: 'JSON',
  ini: 'an INI file',
  toml: 'TOML',
  cron: 'a crontab line',
  dockerfile: 'a Dockerfile',
  nginx: 'nginx configuration',
  hcl: 'HCL',
  env: 'settings',
  properties: 'settings',
  xml: 'XML',
  csv: 'CSV',
  log: 'a log',
  conf: 'a configuration file',
  systemd: 'a unit file',
  tree: 'a file tree',
  table: 'a table',
  http: 'an HTTP request',
}

const NO_TAG: Readonly<Record<string, string>> = { 'a checklist': 'Write it as a list, outside of a code block' }

/** Languages that are also a usual tag; everything else is plain text to a browser. */
const TAGS: ReadonlySet<string> = new Set(
  'logql promql sql erlang elixir ruby python javascript yaml json ini toml dockerfile nginx hcl xml csv http properties'.split(
    ' ',
  ),
)

export const fenceLanguageWrong: Rule = {
  id: 'RB106',
  name: 'fence-language-wrong',
  summary: 'A block tagged as shell holds shell and nothing else.',
  why: 'Somebody pastes the block into a terminal. A query, a configuration fragment or a file tree then fails at best; at worst a line of it is a valid command, or a `>` in it empties a file. Opsbook never runs such lines, but a person does. Tag the block with its own language, or move the foreign lines into a block of their own.',
  severity: 'warning',
  kinds: { postmortem: 'info', template: 'info' },
  examples: [
    {
      title: 'a query tagged as shell',
      bad: page(
        '# Latency',
        '',
        '```bash ⟵',
        'histogram_quantile(0.99, sum(rate(http_seconds_bucket[5m])) by (le))',
        '```',
      ),
      good: page(
        '# Latency',
        '',
        '```promql',
        'histogram_quantile(0.99, sum(rate(http_seconds_bucket[5m])) by (le))',
        '```',
      ),
    },
    {
      title: 'a log query between commands',
      bad: page(
        '# Errors',
        '',
        '```bash',
        'kubectl get pods -n shop',
        '',
        '# In Grafana:',
        '{app="shop"} |= "error" | json ⟵',
        '```',
      ),
      good: page(
        '# Errors',
        '',
        '```bash',
        'kubectl get pods -n shop',
        '```',
        '',
        'In Grafana:',
        '',
        '```logql',
        '{app="shop"} |= "error" | json',
        '```',
      ),
    },
    {
      title: 'two query languages in one block, which no tag fits',
      bad: page(
        '# Errors',
        '',
        '```bash ⟵',
        'sum(rate(http_requests_total{code=~"5.."}[5m])) by (service)',
        '',
        '{app="shop"} |= "error" | json',
        '```',
      ),
      good: page(
        '# Errors',
        '',
        '```promql',
        'sum(rate(http_requests_total{code=~"5.."}[5m])) by (service)',
        '```',
        '',
        '```logql',
        '{app="shop"} |= "error" | json',
        '```',
      ),
    },
    {
      title: 'a checklist tagged as shell',
      bad: page('# Before', '', '```bash ⟵', '- [ ] The backup of last night exists', '- [ ] Nobody deploys', '```'),
      good: page('# Before', '', '- [ ] The backup of last night exists', '- [ ] Nobody deploys'),
    },
  ],
  *page({ document, readings }) {
    for (const reading of readings) {
      if (!isShellTag(reading.fence.language) || reading.kind === 'file') continue
      const finding = judge(document, reading)
      if (finding) yield finding
    }
  },
}

function judge(document: Document, reading: FenceReading): Finding | undefined {
  const { fence, items, kind, language } = reading
  const foreign = items.filter((item) => item.kind === 'foreign')
  const commands = items.filter((item) => item.kind === 'command' && item.language === 'bash')
  const whole = commands.length === 0
  if (whole && kind === 'checklist') return retag(document, reading, 'a checklist', undefined)
  if (whole && kind === 'tree') return retag(document, reading, 'a file tree', 'text')
  // A session with its prompts is read as such, whatever its tag.
  const session = /^\s*[$#>]\s/m.test(fence.text)
  if (whole && kind === 'output' && isScriptTag(fence.language))
    return session ? undefined : retag(document, reading, 'output', 'text')
  const other = foreign.find(isTelling)
  if (!other) return undefined
  const mixed = [...new Set(foreign.filter(isTelling).map((item) => item.language))]
  if (whole && mixed.length > 1) return split(document, reading, mixed)
  if (whole && language !== 'bash' && language !== 'text')
    return retag(document, reading, nameOf(language), tagFor(reading))
  const last = foreign.at(-1)!
  return {
    span: spanOfLines(document, other.line, other.endLine),
    message: `This is ${nameOf(other.language)} in a block tagged ${fence.language}${more(foreign.length, last.endLine, other.endLine)}`,
    hint: 'Move it into a block of its own with its own language',
  }
}

/** A tag speaks for every line: it is offered only where each line is of that language. */
function tagFor({ items, language }: FenceReading): string | undefined {
  const strange = items.some(
    (item) => item.kind === 'output' || (item.kind === 'foreign' && item.language !== language),
  )
  return strange ? undefined : TAGS.has(language) ? language : 'text'
}

/** No tag is right for a block of several languages. */
const split = (document: Document, { fence }: FenceReading, languages: readonly string[]): Finding => ({
  span: spanOfLines(document, fence.line),
  message: `Tagged ${fence.language}, but this is ${languages.map(nameOf).join(' and ')}: pasted into a shell it fails`,
  hint: 'Give each language a block of its own with its own tag',
})

type Foreign = Extract<FenceItem, { kind: 'foreign' }>

/** `text` is what no language claims: one such line alone proves nothing about the tag. */
const isTelling = (item: Foreign) => item.language !== 'text' && item.language !== ''

const nameOf = (language: string) => NAMES[language] ?? language

const more = (count: number, last: number, first: number) =>
  count > 1 && last > first ? `, and so is more down to line ${last}` : ''

function retag(document: Document, { fence }: FenceReading, name: string, tag: string | undefined): Finding {
  const fix = tag === undefined ? undefined : tagFix(document, fence.line, fence.language, tag)
  return {
    span: spanOfLines(document, fence.line),
    message: `Tagged ${fence.language}, but this is ${name}: pasted into a shell it fails`,
    hint: tag === undefined ? (NO_TAG[name] ?? 'Tag the block with its own language') : `Tag the block ${tag}`,
    ...(fix ? { fix } : {}),
  }
}

function tagFix(document: Document, line: number, from: string, to: string): Fix | undefined {
  const source = document.lines[line - 1] ?? ''
  const at = source.toLowerCase().search(new RegExp(`[\`~]\\s*${from.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`))
  const start = at < 0 ? -1 : source.toLowerCase().indexOf(from, at)
  if (start < 0) return undefined
  const span = { line, column: start + 1, endLine: line, endColumn: start + 1 + from.length }
  return { title: `Tag it ${to}`, safe: true, edits: [{ span, text: to }] }
}
