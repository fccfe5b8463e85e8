import type { Document, FrontMatterProblem } from '../document.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

/** What is wrong, behind "The front matter was not read: ", and what to do; `syntax` keeps the words of the YAML parser. */
const WORDS: Readonly<Record<FrontMatterProblem['kind'], { what: string; hint: string }>> = {
  colon: {
    what: 'there is a second "key:" where this line has its value',
    hint: 'Put the value in quotes if the colon belongs to it; otherwise mend the indentation',
  },
  'duplicate-key': { what: 'this key is there twice', hint: 'Keep one of the two' },
  tab: { what: 'this line is indented with a tab', hint: 'Indent with spaces' },
  quote: { what: 'a quotation mark or bracket is not closed', hint: 'Close it, or put the whole value in quotes' },
  'reserved-character': {
    what: 'a value cannot begin with @, ` or %',
    hint: 'Put the value in quotes',
  },
  syntax: { what: '', hint: 'Mend the YAML; values with special characters belong in quotes' },
  shape: { what: 'it is not a list of "key: value" pairs', hint: 'Write one "key: value" a line' },
  aliases: {
    what: 'aliases (*name) repeat values more often than a page can need',
    hint: 'Write the values out',
  },
  nesting: { what: 'values are nested too deep to be facts of a page', hint: 'Write fewer levels' },
}

export const frontMatterUnread: Rule = {
  id: 'RB111',
  name: 'front-matter-unread',
  summary: 'The front matter of a page is YAML that can be read.',
  why: 'One colon or quotation mark too many, and none of what the page says about itself counts: its owner, its status, its parameters. A site generator refuses the page or shows it without its title; Opsbook reads the text and treats the page as if it had no front matter. Aliases and nesting are bounded, because a few lines of YAML can otherwise stand for gigabytes.',
  severity: 'warning',
  kinds: { template: 'info' },
  examples: [
    {
      title: 'a title with a colon',
      bad: page('---', 'owner: team-shop', 'title: Checkout: restart ⟵', '---', '', '# Checkout: restart'),
      good: page('---', 'owner: team-shop', 'title: "Checkout: restart"', '---', '', '# Checkout: restart'),
    },
    {
      title: 'a key given twice',
      bad: page('---', 'section: Monitoring', 'title: Queue', 'section: Alerts ⟵', '---', '', '# Queue'),
      good: page('---', 'title: Queue', 'section: Alerts', '---', '', '# Queue'),
    },
    {
      title: 'a handle without quotes',
      bad: page('---', 'owner: @team-shop ⟵', '---', '', '# Queue'),
      good: page('---', 'owner: "@team-shop"', '---', '', '# Queue'),
    },
    {
      title: 'aliases that multiply',
      bad: page(
        '---',
        'a: &a [x, x, x, x, x, x, x, x]',
        'b: &b [*a, *a, *a, *a, *a, *a, *a, *a] ⟵',
        'c: [*b, *b, *b, *b, *b, *b, *b, *b]',
        '---',
        '',
        '# Queue',
      ),
      good: page('---', 'a: &a [x]', 'b: [*a, *a]', '---', '', '# Queue'),
    },
    {
      title: 'values deeper than a page can need',
      bad: page('---', `tags: ${'['.repeat(24)}shop${']'.repeat(24)} ⟵`, '---', '', '# Queue'),
      good: page('---', 'tags: [shop]', '---', '', '# Queue'),
    },
  ],
  *page({ document }) {
    const problem = document.frontMatter?.problem
    if (!problem) return
    const { what, hint } = WORDS[problem.kind]
    yield {
      span: spanOfLines(document, problem.line),
      message: `The front matter was not read: ${what || problem.message}`,
      hint,
      // What a site generator fills in is not yet YAML.
      ...(isGenerated(document) ? { severity: 'info' as const } : {}),
    }
  },
}

const isGenerated = ({ lines, frontMatter }: Document) =>
  lines.slice(0, frontMatter!.endLine).some((line) => /\{\{|\{%|<%/.test(line))
