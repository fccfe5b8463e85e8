import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { RunLog, ShownRun } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { useSend } from '../../api/use-send.ts'
import { Link } from '../../app/link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Status } from '../../ui/status.tsx'
import { LogText } from './log-text.tsx'
import { QuestionCard } from './question-card.tsx'
import { runApi, useProgress, useRun } from './run-queries.ts'
import { runWords } from './run-words.ts'
import { Verdicts } from './verdicts.tsx'
import '../../ui/code.css'
import './run.css'

const LAST_LINES = 20
const LOOK_EVERY_MS = 600

/**
 * A small run where it was started: how it goes, its last lines, what it asks. `confirms`: whoever started it has held the button for
 * this very step, so its plan and its beginning are not asked for again.
 */
export function StepRun({ run: id, confirms }: { run: string; confirms: boolean }) {
  const { data: run, error, refetch } = useRun(id)
  const progress = useProgress(id)
  useConfirmed(run, confirms)
  if (error && !run) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!run) return <p className="quiet">Asking a runner…</p>
  const { tone, words } = runWords(run)
  const asks = run.question && !(confirms && isBeginning(run.question.kind)) ? run.question : null
  return (
    <div className="step-run" data-run={id}>
      <p role="status">
        <Status tone={tone}>{words}</Status> <Link to={`/runs/${encodeURIComponent(id)}`}>Open the run</Link>
      </p>
      <LastLines run={run} />
      {progress.data?.steps.map((step) => (
        <Verdicts key={step.id} step={step} />
      ))}
      {progress.data?.finished?.reason ? <p className="quiet">{progress.data.finished.reason}</p> : null}
      {asks ? <QuestionCard run={run} question={asks} /> : null}
      {run.waitsFor === 'approval' ? <p>{progress.data?.paused?.reason}</p> : null}
    </div>
  )
}

const isBeginning = (kind: string): boolean => kind === 'plan' || kind === 'start'

/** Answers, once each, what the held button has already said yes to. */
function useConfirmed(run: ShownRun | undefined, confirms: boolean): void {
  const answered = useRef(new Set<string>())
  const { mutate } = useSend(['run'])
  const question = run?.question
  useEffect(() => {
    if (!confirms || !run || !question || !isBeginning(question.kind) || answered.current.has(question.key)) return
    if ([...answered.current].some((key) => key.includes(`:${question.kind}:`))) return
    answered.current.add(question.key)
    mutate({ path: `${runApi(run.id)}/answer`, body: { key: question.key, answer: 'yes' } })
  }, [run, question, confirms, mutate])
}

function LastLines({ run }: { run: ShownRun }) {
  const isLive = run.state === 'running' || run.state === 'waiting'
  const tail = useQuery({
    queryKey: ['run', run.id, 'tail'],
    queryFn: ({ signal }) =>
      ask<RunLog>(pathOf(`${runApi(run.id)}/log`, { tail: 'true', limit: LAST_LINES }), { signal }),
    refetchInterval: isLive ? LOOK_EVERY_MS : false,
  })
  if (!tail.data || tail.data.lines.length === 0) return null
  const { lines, total } = tail.data
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <section className="last-lines scroll-pre" tabIndex={0} aria-label="Output">
      {total > lines.length ? <p className="quiet">{total - lines.length} lines before</p> : null}
      <pre>
        {lines.map(({ number, text, stream }) => (
          <LogText key={number} text={text} isError={stream === 'stderr'} />
        ))}
      </pre>
    </section>
  )
}
