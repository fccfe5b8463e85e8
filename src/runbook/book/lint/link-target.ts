import type { Edit, Fix } from '../../../kit/diagnostic.ts'
import type { Link } from '../document.ts'
import type { Page } from '../page.ts'
import { relativePath, stemOf } from './path-names.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { type Resolution, resolveLink, splitHref } from './site-links.ts'

type Missing = Extract<Resolution, { kind: 'missing' }>

/** Links of a page that lead to a file of the same repository that is not there. */
export const linkTarget: Rule = {
  id: 'RB501',
  name: 'link-target',
  summary: 'A link to a file or folder of the repository leads to one that exists.',
  why:
    'A link that leads nowhere costs minutes when minutes matter, and it usually means that the page it named was ' +
    'renamed or never written. Addresses that a site generator makes from source pages (Hugo, Middleman, MkDocs and ' +
    'others) are followed to their source; addresses it makes from data can be listed under `generatedRoutes`.',
  severity: 'error',
  kinds: { template: 'info' },
  examples: [
    {
      title: 'A renamed page',
      file: 'docs/runbooks/example.md',
      bad: '# Restart\n\nSee [escalation](escalation.md). ⟵',
      good: '# Restart\n\nSee [escalation](../oncall/escalation.md).',
      files: { 'docs/oncall/escalation.md': '# Escalation\n' },
    },
    {
      title: 'Upper and lower case',
      bad: '# Restart\n\nSee [the guide](Guide.md). ⟵',
      good: '# Restart\n\nSee [the guide](guide.md).',
      files: { 'docs/runbooks/guide.md': '# Guide\n' },
    },
    {
      title: 'An address without https',
      bad: '# Restart\n\nSee [the status page](status.example.com/now). ⟵',
      good: '# Restart\n\nSee [the status page](https://status.example.com/now).',
    },
  ],
  *page(page, context) {
    const definitions = new Set<string>()
    for (const inline of page.document.inlines) {
      for (const link of inline.links) {
        if (link.kind === 'wiki') continue
        const target = resolveLink(context.repository, page.file, link.href, context.settings)
        if (target.kind !== 'missing' || isRepeated(page, link, definitions)) continue
        yield report(page, link, target)
      }
      if (inline.raw.includes('ref "')) yield* shortcodes(page, inline, context)
    }
  },
}

/** Links through one definition (`[text][name]`) are mended in one place, and reported once. */
function isRepeated(page: Page, link: Link, definitions: Set<string>): boolean {
  if (replaceHref(page, link, link.href)) return false
  const repeated = definitions.has(link.href)
  definitions.add(link.href)
  return repeated
}

const SHORTCODE = /\{\{[<%]\s*(?:rel)?ref\s+"([^"\n]{1,300})"\s*[>%]\}\}/g

/** Hugo's `{{< ref "page.md" >}}`, which a Markdown parser takes for text. */
function* shortcodes(
  page: Page,
  inline: Page['document']['inlines'][number],
  { repository, settings }: RuleContext,
): Iterable<Finding> {
  for (const match of inline.raw.matchAll(SHORTCODE)) {
    const target = resolveLink(repository, page.file, match[1]!, settings)
    if (target.kind !== 'missing') continue
    const line = inline.line + inline.raw.slice(0, match.index).split('\n').length - 1
    const column = (page.document.lines[line - 1] ?? '').indexOf(match[0]) + 1
    const link: Link = {
      kind: 'link',
      href: match[1]!,
      text: '',
      line,
      column: Math.max(1, column),
      endColumn: Math.max(1, column) + match[0].length,
    }
    yield report(page, link, target)
  }
}

function report(page: Page, link: Link, target: Missing): Finding {
  const span = { line: link.line, column: link.column, endLine: link.line, endColumn: link.endColumn }
  const fix = fixFor(page, link, target)
  return { span, message: messageFor(link, target), hint: hintFor(target), ...(fix ? { fix } : {}) }
}

function messageFor(link: Link, { why, path, near }: Missing): string {
  const what = link.kind === 'image' ? 'image' : 'link'
  switch (why) {
    case 'address':
      return `The ${what} to \`${path}\` has no https://, so it is read as a file of this repository`
    case 'outside':
      return `The ${what} to \`${path}\` leads out of the repository`
    case 'malformed':
      return `The ${what} to \`${path}\` is malformed: brackets or the start of an address stand inside its target`
    case 'case':
      return `The ${what} leads to \`${path}\`, but the file is called \`${near[0]}\`: upper and lower case differ`
    default:
      return `The ${what} leads to \`${path}\`, which does not exist`
  }
}

function hintFor({ why, near }: Missing): string {
  if (why === 'address') return 'Write the address with https:// in front'
  if (why === 'malformed') return 'Write [text](address) with nothing around the address'
  if (near.length === 1) return `Did you mean \`${near[0]}\`?`
  if (near.length > 1) return `Did you mean one of ${near.map((path) => `\`${path}\``).join(', ')}?`
  return 'Point it at the page that took its place, write that page, or remove the link'
}

/** A fix where exactly one file can be meant; safe only where nothing but the spelling of the path is wrong. */
function fixFor(page: Page, link: Link, { why, near, fragment }: Missing): Fix | undefined {
  const [target] = near
  if (target === undefined || near.length > 1 || link.href.startsWith('/')) return undefined
  // Names of one word ("architecture") recur all over a repository; only longer ones are worth a proposal.
  if (why !== 'case' && !/[a-z\d][-_ .][a-z\d]/i.test(stemOf(target))) return undefined
  const address = relativePath(page.file, target).replace(/\.html(?:\.md)?(?:\.erb)?$/, '.html')
  const edit = replaceHref(page, link, address + (fragment === '' ? '' : `#${fragment}`))
  return edit && { title: `Link to ${target}`, safe: why === 'case', edits: [edit] }
}

/** The edit that replaces a link's target where it stands in the source; none when it is written elsewhere. */
export function replaceHref(page: Page, link: Link, href: string): Edit | undefined {
  const source = page.document.lines[link.line - 1] ?? ''
  const { path, fragment } = splitHref(link.href)
  const written = [link.href, path + (fragment === '' ? '' : `#${fragment}`)]
  for (const text of written) {
    const at = source.slice(0, link.endColumn - 1).lastIndexOf(text)
    if (at < link.column - 1) continue
    const span = { line: link.line, column: at + 1, endLine: link.line, endColumn: at + 1 + text.length }
    return { span, text: href.includes(' ') ? encodeURI(href) : href }
  }
  return undefined
}
