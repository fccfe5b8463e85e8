import type { Inline } from '../document.ts'
import type { Page } from '../page.ts'
import { page } from './place.ts'
import { proseOf, spanInInline } from './prose.ts'
import type { Finding, Rule } from './rule.ts'

/**
 * What templates for operations pages ask to fill in, in brackets: ours, and those that are copied from wiki to wiki.
 * Only exact words count: brackets mean many other things.
 */
const KNOWN = new Set(
  (
    'service name|service|component name|system name|application name|team/person|team|team name|owner|owner name|your name|' +
    'name|names|person|date|date/time|time|timestamp|incident title|title|alert name|runbook name|procedure name|contact|contacts|' +
    'contact info|contact information|phone|email|slack channel|url|link|location|configuration|response|how often|steps|' +
    'how to verify|problem description|another problem|what you see|root cause|how to fix|event|list|description|' +
    'description of root cause|brief description|brief description of the service|high-level architecture or diagram|' +
    'how the incident was resolved|what we learned and will do differently|provider|vendor|company|company name|' +
    'environment|p0/p1/p2/p3|investigating / mitigating / resolved|insert here|fill in|describe|placeholder|' +
    'internal wiki link|number|duration|version number'
  ).split('|'),
)
/** Words that mean nothing but a template, wherever they stand. */
const ANYWHERE = new Set([
  'service name',
  'team/person',
  'your name',
  'incident title',
  'company name',
  'provider',
  'vendor',
])
const NUMBERED = /^(?:step|action item|action|thing|item|reason|cause|metric|alert) \d{1,2}$/i
const BRACKETS = /(?<![\]!\\\w[])\[([A-Z][^[\]\n]{0,60})\](?![([:\w])/g
/** The same, to pass over most text quickly. */
const LIKELY = /(?<![\]!\\\w[])\[([A-Z][^[\]\n]{0,60})\](?![([:\w])/

/** One paragraph with more brackets than this is no prose. */
const MOST = 200

/** Places of a template that nobody filled in. */
export const templateResidue: Rule = {
  id: 'RB408',
  name: 'template-residue',
  summary: 'No placeholder of a template, such as `[Service Name]` or `[Contact]`, is left in the page.',
  why:
    'An owner called "[Team/Person]" is nobody. Only words that templates are known to use count, and labels whose ' +
    'whole value stands in brackets; pages that are templates themselves are left alone.',
  severity: 'error',
  kinds: { postmortem: 'info' },
  examples: [
    {
      title: 'An owner that was never named',
      file: 'docs/runbooks/api.md',
      bad: page('# Api', '', '**Owner**: [Team/Person] ⟵', '', '## Restart', '', 'Restart it.'),
      good: page('# Api', '', '**Owner**: Shop team', '', '## Restart', '', 'Restart it.'),
    },
    {
      title: 'A title that was never written',
      file: 'docs/runbooks/shop.md',
      bad: page('# [Service Name] runbook ⟵', '', '## Restart', '', 'Restart it.'),
      good: page('# Shop runbook', '', '## Restart', '', 'Restart [it](https://shop.zone).'),
    },
  ],
  *page(page) {
    if (isTemplate(page)) return
    for (const inline of page.document.inlines) {
      if (!LIKELY.test(inline.raw)) continue
      const text = proseOf(inline)
      let seen = 0
      for (const match of text.matchAll(BRACKETS)) {
        if (++seen > MOST) break
        const severity = inline.links.some((link) => link.text === match[1])
          ? undefined
          : judge(match[1]!, inline, match.index)
        if (!severity) continue
        yield report(page, { inline, offset: match.index, text: match[0], severity })
      }
    }
  },
}

/** A page that says it is a template, or one that only shows templates in fences. */
function isTemplate({ file, title, document }: Page): boolean {
  return (
    /template|example|sample/i.test(`${file.slice(file.lastIndexOf('/') + 1)} ${title}`) ||
    document.headings.length === 0
  )
}

/** Nothing but a bullet, a number or a label stands in front of the brackets, and nothing behind them. */
const ALONE_BEFORE = /^[\s>*+\-\d.)]*$|:\s*(?:\*\*|__)?\s*$|(?:\*\*|__):?\s*$/
const ALONE_AFTER = /^\s*[.,;]?\s*(?:$|\*\*|__)/
const BOLD_LABEL = /(?:\*\*|__)[^*_]{2,60}(?::(?:\*\*|__)|(?:\*\*|__):)\s*$/

function judge(words: string, inline: Inline, offset: number): 'error' | 'warning' | undefined {
  const plain = words.trim().toLowerCase()
  const start = inline.raw.lastIndexOf('\n', offset - 1) + 1
  const before = inline.raw.slice(start, offset)
  const after = inline.raw.slice(offset + words.length + 2).split('\n', 1)[0]!
  if (ANYWHERE.has(plain)) return 'error'
  if (!ALONE_BEFORE.test(before) || !ALONE_AFTER.test(after)) return undefined
  if (KNOWN.has(plain) || NUMBERED.test(plain)) return 'error'
  return BOLD_LABEL.test(before) && /^[A-Z][\w' -]*[a-z][\w' -]*$/.test(words) ? 'warning' : undefined
}

function report(
  page: Page,
  found: { inline: Inline; offset: number; text: string; severity: 'error' | 'warning' },
): Finding {
  const { inline, offset, text, severity } = found
  return {
    span: spanInInline(page.document, inline, offset, text.length),
    message: `${text} is a placeholder of a template that was never filled in`,
    hint: 'Write what belongs there, or remove the line',
    severity,
  }
}
