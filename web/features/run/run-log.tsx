import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { RunLog as RunLogPart } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { useKeys } from '../../app/keys.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { LogModel } from './log-model.ts'
import { firstLineAt, listHeight, ROW_PX, scrollTopOf } from './log-scroll.ts'
import { LogSearch } from './log-search.tsx'
import { LogText } from './log-text.tsx'
import { plainTail } from './log-words.ts'
import { runApi } from './run-queries.ts'
import './run-log.css'

const LOOK_EVERY_MS = 500
const BEYOND = 12
/** And a bar to scroll sideways. */
const BORDERS_PX = 18

/** What a run prints, however long: only what is in sight is read and exists. Follows its end until somebody scrolls back. */
export function RunLog({ run, isLive }: { run: string; isLive: boolean }) {
  const model = useLog(run, isLive)
  const box = useRef<HTMLElement>(null)
  const [view, setView] = useState({ top: 0, height: 400 })
  const [follows, setFollows] = useState(isLive)
  const [marked, setMarked] = useState<number>()
  const [said, setSaid] = useState('')
  useKeys({ f: () => setFollows((now) => !now) })
  const { total } = model
  const geometry = { total, viewPx: view.height }
  const first = Math.floor(firstLineAt(view.top, geometry))
  const from = Math.max(0, first - BEYOND)
  const to = Math.min(total, first + Math.ceil(view.height / ROW_PX) + BEYOND)
  useEffect(() => {
    if (total > 0) model.need(from, to)
  }, [model, from, to, total])
  // biome-ignore lint/correctness/useExhaustiveDependencies: its end moves with the number of lines.
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    if (follows) element.scrollTop = element.scrollHeight
    setView({ top: element.scrollTop, height: element.clientHeight })
  }, [follows, total])
  const jump = (line: number) => {
    setFollows(false)
    setMarked(line)
    if (box.current) box.current.scrollTop = scrollTopOf(line, geometry)
  }
  if (model.error !== undefined && total === 0) return <ErrorNote error={model.error} />
  return (
    <div className="run-log">
      <div className="log-bar">
        <label className="check">
          <input type="checkbox" checked={follows} onChange={({ target }) => setFollows(target.checked)} />
          Follow <kbd>f</kbd>
        </label>
        <LogSearch run={run} total={total} onFound={jump} />
        <button type="button" className="button button-small" onClick={() => setSaid(plainTail(model, 5))}>
          Read last lines
        </button>
        <a className="button button-small" href={`${runApi(run)}/log.txt`} download>
          Download
        </a>
      </div>
      <p className="sr-only" role="status">
        {said}
      </p>
      <section
        ref={box}
        className="log-box"
        style={{ height: Math.max(3, total) * ROW_PX + BORDERS_PX }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
        tabIndex={0}
        aria-label={`Output, ${total} lines`}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          if (follows && scrollTop < view.top - 2 && scrollTop + clientHeight < scrollHeight - ROW_PX) setFollows(false)
          setView({ top: scrollTop, height: clientHeight })
        }}
      >
        <div className="log-all" style={{ height: Math.max(listHeight(geometry), 1) }}>
          <Rows model={model} {...{ from, to, marked }} top={view.top} firstExact={firstLineAt(view.top, geometry)} />
        </div>
        {total === 0 ? (
          <p className="quiet log-none">{isLive ? 'Nothing printed yet.' : 'It printed nothing.'}</p>
        ) : null}
      </section>
    </div>
  )
}

interface RowsProps {
  readonly model: LogModel
  readonly from: number
  readonly to: number
  readonly marked: number | undefined
  /** Where the box is scrolled to, and which line that is. */
  readonly top: number
  readonly firstExact: number
}

function Rows({ model, from, to, marked, top, firstExact }: RowsProps) {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => {
    const number = from + at
    const line = model.line(number)
    return (
      <div
        key={number}
        className={number === marked ? 'log-row is-marked' : 'log-row'}
        style={{ transform: `translateY(${Math.round(top + (number - firstExact) * ROW_PX)}px)` }}
      >
        <span className="log-number">{number + 1}</span>
        {line ? <LogText text={line.isCut ? `${line.text} …` : line.text} isError={line.stream === 'stderr'} /> : '…'}
      </div>
    )
  })
}

/** The log of a run, looked at anew while it may grow; nothing is asked while nobody looks. */
function useLog(run: string, isLive: boolean): LogModel {
  const model = useMemo(
    () =>
      new LogModel(({ from, limit, tail }, signal) =>
        ask<RunLogPart>(pathOf(`${runApi(run)}/log`, { from, limit, ...(tail ? { tail: 'true' } : {}) }), { signal }),
      ),
    [run],
  )
  useSyncExternalStore(model.subscribe, model.version)
  useEffect(() => {
    const over = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      clearTimeout(timer)
      if (document.hidden) return model.stop()
      await model.refresh(over.signal)
      if (isLive && !over.signal.aborted) timer = setTimeout(() => void look(), LOOK_EVERY_MS)
    }
    const again = () => void look()
    document.addEventListener('visibilitychange', again)
    void look()
    return () => {
      over.abort()
      model.stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', again)
    }
  }, [model, isLive])
  return model
}
