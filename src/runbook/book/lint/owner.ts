import type { Page } from '../page.ts'
import { hasOwner } from './owner-index.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** Kinds of pages that one acts on, or that one trusts; the others need no owner of their own. */
const OWNED: ReadonlySet<Page['kind']> = new Set([
  'runbook',
  'alert-runbook',
  'troubleshooting',
  'incident-policy',
  'service-overview',
  'drill',
])
/** Pages to look things up or to learn from, whatever they hold besides. */
const LOOKED_UP =
  /(?:^|\/)(?:examples?|samples?|references?|tutorials?|fixtures)\/|(?:reference|schema|specification|quick[-_]start|quickstart)[^/]*$|^README/i
/** Below this share of owned pages the repository has no habit of naming owners: said once, not once a page. */
const HABIT = 0.25

/** Someone answers for each page. */
export const owner: Rule = {
  id: 'RB401',
  name: 'owner',
  summary: 'A page that is acted on has an owner: in itself, in CODEOWNERS or OWNERS, or by the configuration.',
  why:
    'A page without an owner is mended by nobody. An `**Owner**:` line, `owner:` in the front matter, a CODEOWNERS or ' +
    'OWNERS file, or `defaultOwner` in opsbook.yaml is enough. Where hardly any page has one, this is said once for ' +
    'the whole repository.',
  severity: 'warning',
  kinds: { index: 'off', redirect: 'off', template: 'off', reference: 'off', postmortem: 'off' },
  examples: [
    {
      title: 'One page of several',
      file: 'docs/runbooks/restart.md',
      bad: page('# Restart ⟵', '', '## Steps', '', '```bash', 'systemctl restart shop', '```'),
      good: page(
        '# Restart',
        '',
        '**Owner**: Shop team',
        '',
        '## Steps',
        '',
        '```bash',
        'systemctl restart shop',
        '```',
      ),
      files: {
        'docs/runbooks/rollback.md': page(
          '# Rollback runbook',
          '',
          '**Owner**: Shop team',
          '',
          '## Steps',
          '',
          '1. Roll back.',
        ),
      },
    },
  ],
  *repository(repository, { settings }) {
    if (settings.defaultOwner !== undefined) return
    const pages = repository.pages.filter(({ kind, file }) => OWNED.has(kind) && !LOOKED_UP.test(file))
    const without = pages.filter((each) => !hasOwner(repository, each))
    if (without.length === 0) return
    const share = 1 - without.length / pages.length
    if (pages.length >= 4 && share < HABIT) {
      yield {
        file: '.',
        span: { line: 1, column: 1, endLine: 1, endColumn: 1 },
        message: `${without.length} of ${pages.length} runbooks and policies name no owner, and no CODEOWNERS or OWNERS file covers them`,
        hint: 'Add a CODEOWNERS file, or set defaultOwner in opsbook.yaml',
      }
      return
    }
    for (const each of without) {
      const line = each.titleLine
      yield {
        file: each.file,
        span: { line, column: 1, endLine: line, endColumn: (each.document.lines[line - 1] ?? '').length + 1 },
        message: 'The page names no owner, so nobody mends it when it is wrong',
        hint: 'Add a line "**Owner**: team" at the top, or cover the page in CODEOWNERS',
      }
    }
  },
}
