import { useState } from 'react'
import type { Runner } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useSend } from '../../api/use-send.ts'
import { useMay } from '../../app/session.ts'
import { useClock } from '../../ui/clock.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

/** A runner says something every few seconds; after this long it is silent. */
const SILENT_MS = 15_000

function stateOf({ disabledAt, draining, lastSeenAt }: Runner, now: number): { tone: Tone; words: string } {
  if (disabledAt !== null) return { tone: 'quiet', words: 'Disabled' }
  if (lastSeenAt === null) return { tone: 'unknown', words: 'Never heard of' }
  if (now - Date.parse(lastSeenAt) > SILENT_MS) return { tone: 'bad', words: 'Silent' }
  return draining ? { tone: 'warning', words: 'Draining' } : { tone: 'good', words: 'Ready' }
}

/** The processes that carry out runs. */
export function RunnersPage() {
  const list = useList<Runner>(['runner'], '/api/v1/runners')
  const may = useMay('runner:write')
  const now = useClock(5_000)
  return (
    <>
      <PageHeader
        title="Runners"
        about="They carry out what people start, connect to this server by themselves, and keep credentials where they are."
      />
      {may ? <Enrol /> : null}
      <ListState
        list={list}
        empty={<Empty>No runner is enrolled, so nothing can be carried out. Enrol one with the line above.</Empty>}
      >
        {(items) => (
          <ul className="rows">
            {items.map((runner) => (
              <RunnerRow key={runner.id} runner={runner} now={now} may={may} />
            ))}
          </ul>
        )}
      </ListState>
    </>
  )
}

function RunnerRow({ runner, now, may }: { runner: Runner; now: number; may: boolean }) {
  const { id, name, host, version, draining, disabledAt, lastSeenAt, enrolledBy } = runner
  const { tone, words } = stateOf(runner, now)
  const [isAsking, setAsking] = useState(false)
  const send = useSend(['runner'], () => setAsking(false))
  return (
    <li className="row">
      <div>
        <strong>{name}</strong> <Status tone={tone}>{words}</Status>
        <p className="quiet">
          on {host} · {version} · enrolled by {enrolledBy}
          {lastSeenAt === null ? null : (
            <>
              {' '}
              · last heard <Time at={lastSeenAt} />
            </>
          )}
        </p>
        {send.error && !isAsking ? <ErrorNote error={send.error} /> : null}
      </div>
      {may && disabledAt === null ? (
        <div className="actions">
          <button
            type="button"
            className="button button-small"
            disabled={send.isPending}
            onClick={() => send.mutate({ path: `/api/v1/runners/${id}/${draining ? 'undrain' : 'drain'}` })}
          >
            {draining ? 'Give it runs again' : 'Drain'}
          </button>
          <button type="button" className="button button-small button-danger" onClick={() => setAsking(true)}>
            Disable
          </button>
        </div>
      ) : null}
      <ConfirmDialog
        title={`Disable ${name}`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        word={name}
        act="Disable it"
        isBusy={send.isPending}
        error={send.error}
        onConfirm={() => send.mutate({ path: `/api/v1/runners/${id}/disable` })}
      >
        <p>Its token ends at once. What it carries out now becomes unknown, and it has to be enrolled again.</p>
      </ConfirmDialog>
    </li>
  )
}

function Enrol() {
  const [token, setToken] = useState<string | undefined>()
  const [name, setName] = useState('')
  const send = useSend<{ token: string }>(['runner'], (answer) => setToken(answer.token))
  if (token !== undefined)
    return (
      <section className="card">
        <h2>Enrol {name}</h2>
        <p>Run this on the machine, within the hour. The token is shown this once and works once.</p>
        <CopyText
          label="command that enrols the runner"
          text={`printf %s '${token}' | opsbook runner enroll --server ${location.origin} --token-file -\nopsbook runner`}
        />
        <button type="button" className="button" onClick={() => setToken(undefined)}>
          Done
        </button>
      </section>
    )
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate({ path: '/api/v1/runners/enrolments', body: { name } })
      }}
    >
      <Field
        label="Enrol a runner"
        placeholder="its name: prod-eu-1"
        value={name}
        required
        pattern="[A-Za-z0-9][\w.\-]{0,62}"
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="button" disabled={send.isPending}>
        Make its token
      </button>
      {send.error ? <ErrorNote error={send.error} /> : null}
    </form>
  )
}
