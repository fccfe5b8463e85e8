import { useRef, useState } from 'react'
import type { RunLogHits } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { runApi } from './run-queries.ts'

interface Found {
  readonly lines: readonly number[]
  readonly at: number
  /** Where the server goes on searching. */
  readonly next: number | null
}

const NONE: Found = { lines: [], at: -1, next: null }

/** Searches the whole log at the server; Enter goes to the next line that fits. */
export function LogSearch({ run, total, onFound }: { run: string; total: number; onFound: (line: number) => void }) {
  const [words, setWords] = useState('')
  const [found, setFound] = useState<Found & { words: string }>({ ...NONE, words: '' })
  const [state, setState] = useState<'idle' | 'busy' | 'none' | 'failed'>('idle')
  const asking = useRef<AbortController>(undefined)
  const show = (next: Found) => {
    setFound({ ...next, words })
    const line = next.lines[next.at]
    if (line !== undefined) onFound(line)
    setState(line === undefined ? 'none' : 'idle')
  }
  const search = async (from: number, before: Found) => {
    asking.current?.abort()
    const mine = new AbortController()
    asking.current = mine
    setState('busy')
    try {
      for (let start: number | null = from; start !== null; ) {
        const path = pathOf(`${runApi(run)}/log/search`, { q: words, from: start, limit: 200 })
        const { hits, next }: RunLogHits = await ask<RunLogHits>(path, { signal: mine.signal })
        const lines = [...before.lines, ...hits.map(({ number }) => number)]
        if (hits.length > 0 || next === null)
          return show({ lines, at: hits.length > 0 ? before.lines.length : before.lines.length - 1, next })
        start = next
      }
    } catch {
      if (!mine.signal.aborted) setState('failed')
    }
  }
  const step = (by: 1 | -1) => {
    if (found.words !== words || found.lines.length === 0) return void search(0, NONE)
    const at = found.at + by
    if (at >= found.lines.length && found.next !== null) return void search(found.next, found)
    show({ ...found, at: (at + found.lines.length) % found.lines.length })
  }
  const isShown = found.words === words && found.lines.length > 0
  return (
    <form
      className="log-search"
      onSubmit={(event) => {
        event.preventDefault()
        if (words !== '') step(1)
      }}
    >
      <input
        type="search"
        aria-label={`Search ${total} lines`}
        placeholder="Search the output"
        value={words}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          setWords(target.value)
          setState('idle')
        }}
      />
      {isShown ? (
        <>
          <button
            type="button"
            className="button button-small"
            aria-label="Line before that fits"
            onClick={() => step(-1)}
          >
            ↑
          </button>
          <button type="submit" className="button button-small" aria-label="Next line that fits">
            ↓
          </button>
        </>
      ) : null}
      <span className="quiet" role="status">
        {state === 'busy' ? 'Searching…' : null}
        {state === 'none' ? 'Nothing fits' : null}
        {state === 'failed' ? 'The search failed, try again' : null}
        {state === 'idle' && isShown
          ? `${found.at + 1} of ${found.lines.length}${found.next === null ? '' : '+'}`
          : null}
      </span>
    </form>
  )
}
