import type { OpenSession } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useSend } from '../../api/use-send.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

/** Where one is signed in; a lost device is shut out here. */
export function Sessions() {
  const list = useList<OpenSession>(['session', 'open'], '/api/v1/auth/sessions')
  const send = useSend(['session'])
  return (
    <>
      {send.error ? <ErrorNote error={send.error} /> : null}
      <ListState list={list} empty={<Empty>No session is open but by a token.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map(({ id, agent, source, way, current, createdAt, lastSeenAt }) => (
              <li key={id} className="row">
                <div>
                  <strong>{agent === '' ? 'Unknown program' : agent}</strong>{' '}
                  {current ? <Status tone="good">This one</Status> : null}
                  <p className="quiet">
                    from {source} by {way} · since <Time at={createdAt} /> · last seen <Time at={lastSeenAt} />
                  </p>
                </div>
                {current ? null : (
                  <button
                    type="button"
                    className="button button-small button-danger"
                    disabled={send.isPending}
                    onClick={() => send.mutate({ path: `/api/v1/auth/sessions/${id}/end` })}
                  >
                    End it
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </ListState>
    </>
  )
}
