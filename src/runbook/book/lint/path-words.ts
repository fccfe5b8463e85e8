import type { Page } from '../page.ts'

/** A word of a page that looks like a path, and where it stands. */
export interface PathWord {
  /** As written, without quotes and punctuation around it. */
  text: string
  line: number
  column: number
  /** `command`: a word of something to type; `code`: inline code that is nothing but a path; `comment`: in a script's comment. */
  role: 'command' | 'code' | 'comment'
  /** The command or line it was found in. */
  source: string
}

const WORD = /[^\s'"`;|&()<>=,]+/g
const PATH = /^(?:\.{1,2}\/)*[\w.@+-]+(?:\/[\w.@+-]+)*\/?$/
/** Commands whose words name things on another machine or inside a container. */
const ELSEWHERE =
  /(?:^|[;&|]\s*|sudo\s+(?:-\S+\s+)*)(?:ssh|scp|rsync|sftp|docker|docker-compose|podman|kubectl|oc|nerdctl|vagrant|ansible|aws|gcloud|gsutil|az|helm|git\s+(?:clone|remote|checkout|push|fetch|branch|merge|log)|curl|wget|go\s+(?:get|install)|npm|npx|pip|brew|apt|apt-get|yum|nats|psql|redis-cli|cd|pushd|rm|vim?|nano|emacs|code|knife|tsh|glsh|rails|rake|bundle|gds|k|mix|cargo)\b/

/** Longer lines are data, and what they start says enough. */
const LONGEST_LINE = 2000

/** Every path-like word of the page's commands, comments in scripts and inline code; absolute and templated ones left out. */
export function* pathWords(page: Page): Iterable<PathWord> {
  for (const inline of page.document.inlines) {
    for (const code of inline.codes) {
      const text = code.text.trim()
      if (!text.includes('/') || text.length > 500) continue
      const role = /\s/.test(text) ? 'command' : 'code'
      yield* wordsOf({ text, line: code.line, column: code.column, role })
    }
  }
  for (const { fence, items, language } of page.readings) {
    if (language !== 'bash') continue
    for (const item of items) {
      if (item.kind === 'command' && item.language === 'bash') yield* wordsOf({ ...item, role: 'command' })
      // A script that is shown starts with its own name.
      else if (item.kind === 'comment' && item.line > fence.line + 2) yield* wordsOf({ ...item, role: 'comment' })
    }
  }
}

function* wordsOf({ text, line, column, role }: Omit<PathWord, 'source'>): Iterable<PathWord> {
  if (!text.includes('/')) return
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const source = lines[at]!
    if (!source.includes('/')) continue
    let elsewhere: boolean | undefined
    for (const match of source.matchAll(WORD)) {
      if (!match[0].includes('/')) continue
      const word = match[0].replace(/[.:]+$/, '').replace(/:\d+(?:[-:]\d+)?$|#L\d+(?:-L\d+)?$/, '')
      if (!PATH.test(word) || isOutput(source, match.index)) continue
      elsewhere ??= role === 'command' && ELSEWHERE.test(source.slice(0, LONGEST_LINE))
      if (elsewhere) break
      yield { text: word, line: line + at, column: (at === 0 ? column : 1) + match.index, role, source }
    }
  }
}

/** The file that a command writes, which need not exist before. */
function isOutput(source: string, index: number): boolean {
  return /(?:>|\btee\s+(?:-a\s+)?|\s--?o(?:ut(?:put)?(?:[-_]?(?:file|dir))?)?[\s=]|\bmkdir\s+(?:-p\s+)?|\btouch\s+|\bof=)\s*["']?$/.test(
    source.slice(Math.max(0, index - 40), index),
  )
}
