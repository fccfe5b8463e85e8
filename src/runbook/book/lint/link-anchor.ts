import type { Link } from '../document.ts'
import type { Page } from '../page.ts'
import { replaceHref } from './link-target.ts'
import { hasAnchor, nearestHeading } from './page-anchors.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { resolveLink, splitHref } from './site-links.ts'
import { treeIndex } from './tree-index.ts'

/** Links to a place in a page that has no such place. */
export const linkAnchor: Rule = {
  id: 'RB502',
  name: 'link-anchor',
  summary: 'The part of a link behind `#` names a heading or anchor of the page it leads to.',
  why:
    'A link to a heading that was renamed opens the top of a long page, and the reader has to guess what was meant. ' +
    'Headings count under the spelling of GitHub, GitLab, kramdown, Redcarpet and Python-Markdown, so that a page is ' +
    'not blamed for the renderer it was written for.',
  severity: 'error',
  kinds: { template: 'info' },
  examples: [
    {
      title: 'A renamed heading',
      bad: '# Restart\n\n[Logs](#accessing-logs) ⟵\n\n## Access logs\n',
      good: '# Restart\n\n[Logs](#access-logs)\n\n## Access logs\n',
    },
    {
      title: 'A heading of another page',
      bad: '# Restart\n\nSee [rollback](deploy.md#undo). ⟵',
      good: '# Restart\n\nSee [rollback](deploy.md#roll-back).',
      files: { 'docs/runbooks/deploy.md': '# Deploy\n\n## Roll back\n' },
    },
    {
      title: 'An internal link in double brackets',
      bad: '# Restart\n\n[[#step-9|Step 9]] ⟵\n\n## Step 1\n',
      good: '# Restart\n\n[[#step-1|Step 1]]\n\n## Step 1\n',
    },
  ],
  *page(page, context) {
    for (const inline of page.document.inlines) {
      for (const link of inline.links) {
        if (!link.href.includes('#') || link.href === '#') continue
        const finding = checkLink(page, link, context)
        if (finding) yield finding
      }
    }
  },
}

function checkLink(page: Page, link: Link, context: RuleContext): Finding | undefined {
  const target = targetOf(page, link, context)
  if (!target) return undefined
  const { fragment } = splitHref(link.href)
  if (/[{}<>$]/.test(fragment) || hasAnchor(context.repository, target, fragment)) return undefined
  // Notebooks link to the words of a heading instead of its anchor.
  if (link.kind === 'wiki' && hasAnchor(context.repository, target, fragment.replace(/[^\p{L}\p{N}]+/gu, '-')))
    return undefined
  const near = nearestHeading(target, fragment)
  const where = target === page ? 'this page' : `\`${target.file}\``
  const edit = near && replaceHref(page, link, link.href.slice(0, link.href.indexOf('#') + 1) + near.slug)
  return {
    span: { line: link.line, column: link.column, endLine: link.line, endColumn: link.endColumn },
    message: `The link leads to \`#${fragment}\`, but ${where} has no such heading`,
    hint: near
      ? `Did you mean \`#${near.slug}\` (line ${near.line}, "${near.text}")?`
      : 'Name a heading that exists, or link to the page as a whole',
    ...(edit ? { fix: { title: `Link to #${near.slug}`, safe: false, edits: [edit] } } : {}),
  }
}

/** The page a link leads to, if it was read; a page whose fences are broken has headings nobody can be sure of. */
function targetOf(page: Page, link: Link, { repository, settings }: RuleContext): Page | undefined {
  if (link.kind === 'wiki' && !link.href.startsWith('#')) return undefined
  const resolved = resolveLink(repository, page.file, link.href, settings)
  const target = resolved.kind === 'file' ? treeIndex(repository).pages.get(resolved.path) : undefined
  if (target?.document.fenceRepairs.some((repair) => repair.swallows)) return undefined
  return target
}
