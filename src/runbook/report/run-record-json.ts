/** `opsbook.run/v1` with the whole record in it. */
import type { RecordedRun } from '../record/recorded-run.ts'
import { endWords } from '../run/part-result.ts'
import type { RunOutput } from './run-contract.ts'
import { decisionStep, type RunStory, recordSubject, runStory } from './run-story.ts'
import { runJson } from './run-summary.ts'

type RecordOutput = NonNullable<RunOutput['record']>

/** Nothing of a run whose first line is lost. */
export function runRecordJson(record: RecordedRun): RunOutput | undefined {
  const subject = recordSubject(record)
  if (!subject) return undefined
  const { run, state, status, events, holder, head, integrity } = record
  const story = runStory(record)
  const last = events.at(-1)
  const ended = state.finished || state.paused ? events.findLast(({ type }) => type.startsWith('run.')) : undefined
  const whole: RecordOutput = {
    ...{ status, started_at: events[0]?.at ?? null, ended_at: (ended ?? last)?.at ?? null },
    version: state.started?.version ?? null,
    holder: holder ? { pid: holder.pid, host: holder.host } : null,
    head: { ...head },
    integrity: {
      sound: integrity.sound,
      line: integrity.problem?.line ?? null,
      reason: integrity.problem?.reason ?? null,
      files: [...integrity.files],
      anchored: integrity.anchored,
    },
    page_sha256: state.started?.page.sha256 ?? null,
    parameters: (state.started?.parameters ?? []).map(({ name, secret, value }) => ({
      ...{ name, secret, value: secret ? null : (value ?? null) },
    })),
    attempts: attempts(story),
    skipped: story.steps.flatMap(({ skipped }) =>
      skipped.map(({ step, command, target, reason, by }) => ({ step, command, target, reason, by })),
    ),
    captured: story.steps.flatMap(({ tries }) =>
      tries.flatMap(({ captured }) =>
        captured.map(({ name, step, target, value }) => ({ name, step, target, value: value ?? null })),
      ),
    ),
    ...said(record),
  }
  return { ...runJson(run, { plan: subject, state, status }), record: whole }
}

const attempts = ({ steps }: RunStory): RecordOutput['attempts'] =>
  steps.flatMap(({ tries }) =>
    tries.map(({ started, finished, unknown, output }) => ({
      ...{ step: started.step, command: started.command, target: started.target, attempt: started.attempt },
      started_at: started.at,
      state: finished?.result ?? 'unknown',
      end: finished ? endWords(finished.end, finished.because) : (unknown ?? null),
      exit_code: finished && 'status' in finished.end ? (finished.end.status ?? null) : null,
      duration_ms: finished?.durationMs ?? null,
      stdout_bytes: output?.bytes.stdout ?? 0,
      stderr_bytes: output?.bytes.stderr ?? 0,
    })),
  )

function said({ events }: RecordedRun): Pick<RecordOutput, 'decisions' | 'approvals' | 'notes'> {
  return {
    decisions: events.flatMap((event) =>
      event.type === 'decision'
        ? [
            {
              ...{ at: event.at, by: event.by, question: event.question, answer: event.answer },
              ...{ note: event.note ?? null, step: decisionStep(event) ?? null },
              target: event.settles?.target ?? null,
            },
          ]
        : [],
    ),
    approvals: events.flatMap((event) =>
      event.type === 'approval'
        ? [
            {
              ...{ at: event.at, by: event.by, verdict: event.verdict, plan_hash: event.planHash },
              ...{ steps: event.steps ? [...event.steps] : null, expires_at: event.expiresAt ?? null },
              note: event.note ?? null,
            },
          ]
        : [],
    ),
    notes: events.flatMap((event) =>
      event.type === 'note' ? [{ at: event.at, by: event.by, text: event.text, step: event.step ?? null }] : [],
    ),
  }
}
