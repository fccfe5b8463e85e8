import type { ListItem } from '../document.ts'
import type { Page } from '../page.ts'
import { folderOf, nameOf } from './path-names.ts'
import { page } from './place.ts'
import { untreatedTopics } from './promised-topics.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { resolveLink } from './site-links.ts'
import { treeIndex } from './tree-index.ts'

/** An index names the pages beside it, and what it promises of them is there. */
export const indexInSync: Rule = {
  id: 'RB503',
  name: 'index-in-sync',
  summary: 'An index links every page beside it, and the topics it lists below a link are treated by that page.',
  why:
    'People look into the index first. A page that is missing from it is not found when it is needed, and a topic ' +
    'that it promises and nobody wrote costs the time of reading the whole page for nothing. Only a page that links ' +
    'most of the pages beside it is taken for their index.',
  severity: 'warning',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'A page was added and not listed',
      file: 'docs/runbooks/README.md',
      bad: page('# Runbooks', '', '- [Api](api.md) ⟵', '- [Cache](cache.md)', '- [Queue](queue.md)'),
      good: page(
        '# Runbooks',
        '',
        '- [Api](api.md)',
        '- [Cache](cache.md)',
        '- [Queue](queue.md)',
        '- [Disk](disk.md)',
      ),
      files: {
        'docs/runbooks/api.md': '# Api\n',
        'docs/runbooks/cache.md': '# Cache\n',
        'docs/runbooks/queue.md': '# Queue\n',
        'docs/runbooks/disk.md': '# Disk\n',
      },
    },
    {
      title: 'A topic without content',
      file: 'docs/README.md',
      bad: page('# Docs', '', '- [Logs](logs.md)', '  - Searching', '  - Retention ⟵'),
      good: page('# Docs', '', '- [Logs](logs.md)', '  - Searching'),
      files: { 'docs/logs.md': '# Logs\n\n## Searching\n\nUse `grep`.\n' },
    },
  ],
  *page(page, context) {
    if (!/^(?:readme|index|_index)\./i.test(nameOf(page.file)) && page.kind !== 'index') return
    const linked = linkedPages(page, context)
    const missing = missingFinding(page, linked, context)
    if (missing) yield missing
    yield* topicFindings(page, context)
  },
}

/** Page file → the first line that links it. */
function linkedPages(page: Page, { repository, settings }: RuleContext): Map<string, number> {
  const linked = new Map<string, number>()
  for (const inline of page.document.inlines) {
    for (const link of inline.links) {
      if (link.kind !== 'link' || link.href.startsWith('#')) continue
      const target = resolveLink(repository, page.file, link.href, settings)
      if (target.kind === 'file' && !linked.has(target.path)) linked.set(target.path, link.line)
    }
  }
  return linked
}

const NOT_LISTED = /^(?:readme|index|_index|changelog|contributing|code_of_conduct|license|template)\b|template/i

function missingFinding(
  page: Page,
  linked: ReadonlyMap<string, number>,
  { repository }: RuleContext,
): Finding | undefined {
  const folder = folderOf(page.file)
  const { filesIn, pages } = treeIndex(repository)
  const beside = (filesIn.get(folder) ?? [])
    .map((name) => (folder === '' ? name : `${folder}/${name}`))
    .filter((file) => file !== page.file && pages.has(file) && !NOT_LISTED.test(nameOf(file)))
    .filter((file) => !['redirect', 'template'].includes(pages.get(file)!.kind))
  const listed = beside.filter((file) => linked.has(file))
  const missing = beside.filter((file) => !linked.has(file) && !page.document.text.includes(nameOf(file)))
  if (listed.length < 3 || missing.length === 0 || missing.length >= listed.length) return undefined
  const line = Math.min(...listed.map((file) => linked.get(file)!))
  const names = missing.slice(0, 6).map((file) => `\`${nameOf(file)}\``)
  const more = missing.length > 6 ? ` and ${missing.length - 6} more` : ''
  return {
    span: { line, column: 1, endLine: line, endColumn: (page.document.lines[line - 1] ?? '').length + 1 },
    message: `This index links ${listed.length} of the ${beside.length} pages beside it; missing: ${names.join(', ')}${more}`,
    hint: 'Add a line for each page, or move pages that are no part of it to another folder',
  }
}

function* topicFindings(page: Page, { repository, settings }: RuleContext): Iterable<Finding> {
  const { pages } = treeIndex(repository)
  for (const block of page.document.blocks) {
    if (block.kind !== 'list') continue
    for (const item of block.items) {
      const target = soleTarget(item)
      const found = target === undefined ? undefined : resolveLink(repository, page.file, target, settings)
      const document = found?.kind === 'file' && found.path !== page.file ? pages.get(found.path)?.document : undefined
      if (!document) continue
      for (const topic of untreatedTopics(item, document)) {
        const words = topic.missing.map((word) => `"${word.toLowerCase()}"`).join(' and ')
        yield {
          span: {
            line: topic.line,
            column: topic.column,
            endLine: topic.line,
            endColumn: topic.column + topic.text.length,
          },
          message: `The index promises "${topic.text}" in \`${document.file}\`, but no heading there speaks of ${words}, and the text hardly does`,
          hint: 'Write that part, or take the topic out of the index',
        }
      }
    }
  }
}

/** The page an item is about: it links just one, and lists topics below. */
function soleTarget(item: ListItem): string | undefined {
  const [link, ...others] = item.inline.links
  if (!link || others.length > 0 || link.kind !== 'link') return undefined
  const nested = item.blocks.some((block) => block.kind === 'list' && block.items.length > 1)
  return nested ? link.href : undefined
}
