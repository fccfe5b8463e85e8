/** What the book's search finds for the words of an alert: symptoms first, then procedures. */
import { labelOf } from '../../../kit/label-set.ts'
import { type Hit, type SearchIndex, searchIndex, words } from '../../../runbook/book/search.ts'
import { type AlertSubject, alertName } from './alert-subject.ts'
import type { Lead } from './suggestion.ts'

const TAKEN = 6
/** Words of every alert; they say nothing about which. */
const EMPTY: ReadonlySet<string> = new Set(
  'a an and are at be been by for from has have high in is it low more now of on or over percent seconds minutes than that the this to was with above below alert firing critical warning error'.split(
    ' ',
  ),
)

/** Leads by text: never as strong as a link or a name, because words may agree by chance. */
export function leadsBySymptom(index: SearchIndex, alert: AlertSubject): Lead[] {
  const query = [...new Set(words(textOf(alert)))].filter(
    (word) => !EMPTY.has(word) && !/^\d+$/.test(word) && word.length > 1,
  )
  if (query.length < 2) return []
  const asked = query.slice(0, 24)
  const hits = searchIndex(index, asked.join(' '), 20).filter(({ kind }) => kind !== 'page' && kind !== 'section')
  const best = hits[0]?.score ?? 1
  return hits.slice(0, TAKEN).flatMap((hit) => {
    const matched = hit.why.filter((word) =>
      asked.some((each) => each === word || word.startsWith(each) || each.startsWith(word)),
    )
    // One common word is chance.
    if (matched.length < 2) return []
    const share = Math.min(1, matched.length / Math.min(asked.length, 6))
    // How the search orders them counts too: rare words say more than frequent ones.
    const likeness = 0.7 + (0.3 * hit.score) / best
    const rank = Math.round(25 + 40 * share * likeness) + (hit.kind === 'procedure' ? 0 : 3)
    return [
      {
        repository: hit.repository,
        file: hit.file,
        line: hit.line,
        rank: Math.min(68, rank),
        reason: reasonOf(hit, matched),
      },
    ]
  })
}

const textOf = (alert: AlertSubject): string =>
  [
    alertName(alert),
    alert.summary,
    labelOf(alert.annotations, 'summary'),
    labelOf(alert.annotations, 'description'),
    labelOf(alert.annotations, 'message'),
  ]
    .join(' ')
    .slice(0, 2000)

const KIND_WORDS = {
  symptom: 'symptom',
  error: 'error text',
  procedure: 'procedure',
  section: 'section',
  page: 'page',
} as const

const reasonOf = ({ kind, title, line }: Hit, matched: readonly string[]): string =>
  `the words ${matched.slice(0, 5).join(', ')} are those of the ${KIND_WORDS[kind]} "${title.split('\n')[0]!.slice(0, 100)}" (line ${line})`
