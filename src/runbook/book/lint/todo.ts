import type { Page } from '../page.ts'
import { page } from './place.ts'
import { proseOf, spanInInline } from './prose.ts'
import type { Finding, Rule } from './rule.ts'

/** Marks that an author leaves where something is still to be written. */
const MARK = /(?<![\w/.#-])@?(?:(TODO|FIXME|TBD|WIP)(?![\w/-]|s\b)|(?:TBC)(?=[.)\]|:;]|\s*$)|coming soon\b)/gi
/** One paragraph with more marks than this is no prose. */
const MOST = 50
/** Most pages have none of them and are not looked at any further. */
const ANY = /TODO|FIXME|TBD|TBC|WIP|[Cc]oming [Ss]oon|COMING SOON/
/** Things called by the mark's name: a to-do list, a comment in code, a rule against leaving marks. */
const NAMED =
  /^\s*(?:lists?|items?|comments?|apps?|tags?|markers?|entr(?:y|ies)|file|branch|MRs?|PRs?|merge requests?)\b/i
const DENIED = /(?:\bno|\bnot|\bnever|\bwithout|\bany|\bremove|\bgrep|\bsearch for|["“'‘])\s*$/i

/** Places that the author left open. */
export const todo: Rule = {
  id: 'RB407',
  name: 'todo',
  summary: 'No place of the page is still to be written: TODO, TBD, FIXME, WIP, "coming soon".',
  why:
    'Whoever opens the page during an incident finds out that the decisive part was never written. Write it, or say ' +
    'plainly that there is no known way and whom to ask.',
  severity: 'error',
  kinds: { template: 'info', postmortem: 'info' },
  examples: [
    {
      title: 'A section without content',
      bad: page('# DiskFull', '', '## Mitigation', '', 'TODO ⟵'),
      good: page('# DiskFull', '', '## Mitigation', '', 'Delete the oldest archive below `/srv/archive`.'),
    },
    {
      title: 'A value that was never measured',
      bad: page('# Objectives', '', '| SLO | Baseline |', '| --- | --- |', '| Latency | TBD | ⟵'),
      good: page('# Objectives', '', '| SLO | Baseline |', '| --- | --- |', '| Latency | 80 ms |'),
    },
    {
      title: 'A missing command',
      bad: page('# DiskFull', '', '```bash', '# TODO: command to find the largest folder ⟵', '```'),
      good: page('# DiskFull', '', '```bash', '# The largest folders first', 'du -sh /srv/* | sort -rh', '```'),
    },
    {
      title: 'Speaking of the mark is not leaving one',
      bad: page('# Rules', '', 'Escalation: coming soon. ⟵'),
      good: page('# Rules', '', 'A page is done when it has no "TODO" and no TODO comments.'),
    },
  ],
  *page(page) {
    if (!ANY.test(page.document.text)) return
    for (const inline of page.document.inlines) {
      if (!ANY.test(inline.raw)) continue
      const text = proseOf(inline)
      let marks = 0
      for (const match of text.matchAll(MARK)) {
        if (++marks > MOST) break
        if (!isMark(match, text)) continue
        // A table of contents repeats the heading that is reported anyway.
        if (inline.links.some((link) => link.href.startsWith('#') && link.text.trim() === match[0])) continue
        yield report(match[0], spanInInline(page.document, inline, match.index, match[0].length))
      }
    }
    yield* inComments(page)
  },
}

function isMark(match: RegExpExecArray, text: string): boolean {
  const [mark] = match
  // Only "coming soon" is written in any case; "todo" and "wip" are words of other languages and tools.
  if (!/^coming/i.test(mark) && mark !== mark.toUpperCase()) return false
  const behind = text.slice(match.index + mark.length)
  const before = text.slice(Math.max(0, match.index - 20), match.index)
  return !NAMED.test(behind) && !DENIED.test(before)
}

function* inComments({ readings }: Page): Iterable<Finding> {
  for (const { items, language } of readings) {
    if (language !== 'bash') continue
    for (const item of items) {
      if (item.kind !== 'comment') continue
      const mark = /^(?:TODO|FIXME|TBD)\b/.exec(item.text)?.[0]
      if (!mark) continue
      const { line, column } = item
      yield report(mark, { line, column, endLine: line, endColumn: column + item.text.length })
    }
  }
}

const report = (mark: string, span: Finding['span']): Finding => ({
  span,
  message: `"${mark}": this place is still to be written, and the reader finds out during the incident`,
  hint: 'Write what belongs here, or say that there is no known way and whom to ask',
})
