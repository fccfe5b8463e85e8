import { useEffect, useState } from 'react'
import type { RunProgress, ShownRun } from '../../../src/http/contract.ts'
import { useSend } from '../../api/use-send.ts'
import { useKeys } from '../../app/keys.ts'
import { Link } from '../../app/link.tsx'
import type { PageProps } from '../../app/pages.ts'
import { usePresence } from '../../app/presence.ts'
import { useMay, useSession } from '../../app/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { runbookTo } from '../runbook/runbook-path.ts'
import { ApprovalBanner } from './approval-banner.tsx'
import { ByHandCard } from './by-hand-card.tsx'
import { takeConfirmed } from './confirmed-plans.ts'
import { PlanView } from './plan-view.tsx'
import { QuestionCard } from './question-card.tsx'
import { RunLog } from './run-log.tsx'
import { runApi, useProgress, useRun } from './run-queries.ts'
import { RunSaid } from './run-said.tsx'
import { RunSteps } from './run-steps.tsx'
import { isOver, runWords } from './run-words.ts'
import { VerifyAgain } from './verify-again.tsx'
import './run.css'

/** One run: what it asks, how far it is, what it prints, and how to stop it. */
export function RunPage({ params }: PageProps) {
  const id = params.run!
  const { data: run, error, refetch, isPending } = useRun(id)
  const progress = useProgress(id)
  const isConfirmed = useConfirmedPlan(run)
  if (isPending) return <Loading />
  if (!run) return <ErrorNote title="This run cannot be shown" error={error} onRetry={() => void refetch()} />
  const { tone, words } = runWords(run)
  const question = isOver(run) || isConfirmed ? null : run.question
  return (
    <>
      <title>{`${words}: ${run.title} · Opsbook`}</title>
      <PageHeader
        title={visibleText(run.title)}
        about={<About run={run} />}
        actions={<Controls run={run} progress={progress.data} />}
      />
      <p role="status">
        <Status tone={tone}>{words}</Status>{' '}
        {progress.data?.finished ? <End finished={progress.data.finished} /> : null}
      </p>
      <Here run={run} />
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {run.waitsFor === 'approval' ? <ApprovalBanner run={run} reason={progress.data?.paused?.reason} /> : null}
      {question ? (
        <QuestionCard
          key={question.key}
          run={run}
          question={question}
          evidence={question.kind === 'settle' ? <VerifyAgain run={run} step={question.step} /> : undefined}
        />
      ) : null}
      <Paused run={run} progress={progress.data} />
      <ByHandCard run={run} progress={progress.data} />
      <h2>Steps</h2>
      {progress.error ? <ErrorNote error={progress.error} onRetry={() => void progress.refetch()} /> : null}
      {progress.data ? <RunSteps run={run} progress={progress.data} /> : <Loading />}
      <h2>Output</h2>
      <RunLog run={id} isLive={!isOver(run)} />
      <RunSaid run={id} progress={progress.data} />
      <details className="run-plan">
        <summary>The plan it was started with</summary>
        <PlanView plan={run.plan} />
      </details>
    </>
  )
}

/** Answers the question about the plan for whoever has just read and started it. True until the next question. */
function useConfirmedPlan(run: ShownRun | undefined): boolean {
  const { mutate } = useSend(['run'])
  const [answered, setAnswered] = useState<string>()
  const { id, question } = run ?? {}
  useEffect(() => {
    if (id === undefined || question?.kind !== 'plan' || !takeConfirmed(id)) return
    setAnswered(question.key)
    mutate(
      { path: `${runApi(id)}/answer`, body: { key: question.key, answer: 'yes' } },
      { onError: () => setAnswered(undefined) },
    )
  }, [id, question, mutate])
  return question !== undefined && question !== null && question.key === answered
}

function About({ run }: { run: ShownRun }) {
  return (
    <>
      asked for by {run.requestedBy}, <Time at={run.requestedAt} isExact /> ·{' '}
      {run.runner === null ? 'no runner yet' : `on ${run.runner}`} ·{' '}
      <Link to={runbookTo(run.page, { procedure: run.procedure })}>{visibleText(run.page)}</Link>
      {run.incidentId === null ? null : (
        <>
          {' '}
          · <Link to={`/incidents/${encodeURIComponent(run.incidentId)}`}>its incident</Link>
        </>
      )}
    </>
  )
}

function End({ finished }: { finished: NonNullable<RunProgress['finished']> }) {
  const seconds = finished.durationMs === null ? undefined : Math.round(finished.durationMs / 100) / 10
  const parts = [
    seconds === undefined ? undefined : `took ${seconds} s`,
    finished.promised
      ? `promised ${finished.promised.text}: ${finished.promised.verdict === 'met' ? 'kept' : finished.promised.verdict === 'not-met' ? 'not kept' : 'not measured'}`
      : undefined,
    finished.reason ?? undefined,
  ].filter((part) => part !== undefined)
  return <span className="quiet">{visibleText(parts.join(' · '))}</span>
}

/** Who else looks at this run. */
function Here({ run }: { run: ShownRun }) {
  const me = useSession().data?.user.name
  const doing = isOver(run) ? 'reads it' : run.requestedBy === me ? 'runs it' : 'looks on'
  const others = usePresence(`run/${run.id}`, doing)
  if (others.length === 0) return null
  return (
    <p className="here quiet" role="status">
      Also here: {others.map(({ name, doing: theirs }) => `${name} (${theirs})`).join(', ')}
    </p>
  )
}

function Controls({ run, progress }: { run: ShownRun; progress: RunProgress | undefined }) {
  const may = useMay('run:start')
  const [asks, setAsks] = useState<'step' | 'now'>()
  const send = useSend(['run'], () => setAsks(undefined))
  const over = isOver(run)
  useKeys({ '.': () => (may && !over ? setAsks('step') : undefined) })
  if (!may) return null
  const canRollBack =
    (progress?.canRollBack ?? false) && over && (run.result === 'failed' || run.result === 'cancelled')
  const stop = (now: boolean) => send.mutate({ path: `${runApi(run.id)}/cancel`, body: { now } })
  if (over)
    return canRollBack ? (
      <HoldButton
        kind="danger"
        confirm="Go on, to take it back"
        isBusy={send.isPending}
        onDone={() => send.mutate({ path: `${runApi(run.id)}/resume` })}
      >
        Hold to go on and roll back
      </HoldButton>
    ) : null
  return (
    <>
      <button type="button" className="button" onClick={() => setAsks('step')}>
        Stop after this step <kbd>.</kbd>
      </button>
      <button type="button" className="button button-danger" onClick={() => setAsks('now')}>
        Stop now
      </button>
      <ConfirmDialog
        title={asks === 'now' ? 'Stop what runs now?' : 'Stop after this step?'}
        isOpen={asks !== undefined}
        onClose={() => setAsks(undefined)}
        act={asks === 'now' ? 'Stop now' : 'Stop after this step'}
        isBusy={send.isPending}
        error={send.error}
        onConfirm={() => stop(asks === 'now')}
      >
        <p>
          {asks === 'now'
            ? 'The command that runs is ended. It may have done half of its work, which nobody takes back.'
            : 'The step that runs ends first. Nothing after it begins.'}
        </p>
      </ConfirmDialog>
    </>
  )
}

/** It waits, and no question is open: stopped, or begun where nobody can be asked. */
function Paused({ run, progress }: { run: ShownRun; progress: RunProgress | undefined }) {
  const may = useMay('run:start')
  const send = useSend(['run'])
  if (run.state !== 'waiting' || run.question || run.waitsFor === 'approval') return null
  return (
    <section className="note note-warning">
      <p>{visibleText(progress?.paused?.reason ?? 'It waits.')}</p>
      {send.error ? <ErrorNote error={send.error} /> : null}
      {may ? (
        <button
          type="button"
          className="button button-primary"
          disabled={send.isPending}
          onClick={() => send.mutate({ path: `${runApi(run.id)}/resume` })}
        >
          Go on
        </button>
      ) : null}
    </section>
  )
}
