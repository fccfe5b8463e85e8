import type { Page } from '../page.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { joinWords } from './join-words.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** What a page about an alert has to say, and the words under which pages say it. */
const SECTIONS: readonly { name: string; words: RegExp }[] = [
  {
    name: 'meaning',
    words:
      /\b(?:meaning|overview|description|summary|about|definition|background|introduction|what (?:does|is)|symptoms?|context|details?|explanation)\b/i,
  },
  { name: 'impact', words: /\b(?:impact|severity|consequences?|effects?|affected|risks?|user experience)\b/i },
  {
    name: 'diagnosis',
    words:
      /\b(?:diagnos\w+|investigat\w+|troubleshoot\w*|debug\w*|analysis|causes?|checks?|verif\w+|identify\w*|finding|how to (?:find|check)|triage|symptoms?|runbook|playbook)\b/i,
  },
  {
    name: 'mitigation',
    words:
      /\b(?:mitigat\w+|resol\w+|remediat\w+|fix\w*|solutions?|recover\w*|actions?|what to do|procedures?|steps?|workarounds?|response|repair|restor\w+|handling|runbook|playbook)\b/i,
  },
]

/** Pages about an alert say what it means, whom it hurts, how to look closer and what to do. */
export const alertSections: Rule = {
  id: 'RB413',
  name: 'alert-sections',
  summary: 'A page about an alert has sections on its meaning, its impact, the diagnosis and the mitigation.',
  why:
    'The person who is paged needs four answers in this order: what is wrong, whom it hurts, how to see more, what to ' +
    'do. Other words for the sections count as well, and so do labels; only pages about one alert are looked at.',
  severity: 'off',
  kinds: { 'alert-runbook': 'error' },
  examples: [
    {
      title: 'What to do is missing',
      file: 'docs/alerts/DiskFull.md',
      bad: page(
        '# DiskFull ⟵',
        '',
        '## Meaning',
        '',
        'The disk is full.',
        '',
        '## Impact',
        '',
        'Orders fail.',
        '',
        '## Diagnosis',
        '',
        'Look at `df`.',
      ),
      good: page(
        '# DiskFull',
        '',
        '## Meaning',
        '',
        'The disk is full.',
        '',
        '## Impact',
        '',
        'Orders fail.',
        '',
        '## Diagnosis',
        '',
        'Look at `df`.',
        '',
        '## Mitigation',
        '',
        'Delete old logs.',
      ),
    },
  ],
  *page(page) {
    if (page.kind !== 'alert-runbook') return
    const titles = titlesOf(page)
    const missing = SECTIONS.filter(({ words }) => !titles.some((title) => words.test(title))).map(({ name }) => name)
    if (missing.length === 0 || isLifecycleStub(page) || isPointer(page)) return
    const line = page.titleLine
    yield {
      span: { line, column: 1, endLine: line, endColumn: (page.document.lines[line - 1] ?? '').length + 1 },
      message: `The page about this alert has no section on ${joinWords(missing)}`,
      // A page that says what to do and lacks one other part still helps.
      ...(missing.length > 1 || missing[0] === 'mitigation' ? {} : { severity: 'info' as const }),
      hint: `Add ${missing.length === 1 ? 'a section' : 'sections'} "${missing.map((name) => name[0]!.toUpperCase() + name.slice(1)).join('", "')}"`,
    }
  },
}

/** Headings below the title, and labels; text before the first heading tells the meaning. */
function titlesOf(page: Page): string[] {
  const { sections } = outlineOf(page.document)
  const below = sections.filter((section) => section.heading && section.line !== page.titleLine)
  const titles = below.map(({ title }) => title)
  for (const section of sections) for (const { name } of labelledParts(section.blocks)) titles.push(name)
  for (const block of page.document.blocks) {
    if (block.kind === 'html')
      for (const [, title] of block.text.matchAll(/<summary>([^<]{1,200})/gi)) titles.push(title!)
  }
  const first = sections.find((section) => section.line === page.titleLine) ?? page.document.root
  const intro = first.blocks.some((block) => block.kind === 'paragraph' && block.inline.text.length > 40)
  return intro ? [...titles, 'meaning'] : titles
}

/** A page that only sends its reader to another page of the book. */
function isPointer({ document }: Page): boolean {
  const paragraphs = document.blocks.filter(({ kind }) => kind !== 'heading')
  const [only] = paragraphs
  if (paragraphs.length !== 1 || only?.kind !== 'paragraph') return false
  return only.inline.raw.includes('ref "') || only.inline.links.some(({ href }) => !/^[a-z]+:/i.test(href))
}

/** Pages of an alert that was retired say so and need no mitigation. */
function isLifecycleStub({ title, document }: Page): boolean {
  return (
    /\b(?:deprecated|removed|obsolete|retired)\b/i.test(title) ||
    document.inlines
      .slice(0, 6)
      .some(({ text }) => /\bthis alert (?:has been|was|is) (?:deprecated|removed|moved|retired|no longer)/i.test(text))
  )
}
