import { useState } from 'react'
import type { ApiToken, Permission } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useSend } from '../../api/use-send.ts'
import { useClock } from '../../ui/clock.ts'
import { CopyText } from '../../ui/copy-text.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

type MadeToken = ApiToken & { readonly token: string }

/** Tokens for programs: each does only what it was made for, and ends. */
export function Tokens({ permissions }: { permissions: readonly Permission[] }) {
  const list = useList<ApiToken>(['token'], '/api/v1/tokens', { limit: 100 })
  const [made, setMade] = useState<MadeToken | undefined>()
  const revoke = useSend(['token'])
  return (
    <>
      {made ? (
        <section className="card">
          <h2>{made.name}</h2>
          <p>It is shown this once.</p>
          <CopyText label="token" text={made.token} />
          <button type="button" className="button" onClick={() => setMade(undefined)}>
            I have it
          </button>
        </section>
      ) : (
        <MakeToken permissions={permissions} onMade={setMade} />
      )}
      {revoke.error ? <ErrorNote error={revoke.error} /> : null}
      <ListState list={list} empty={<Empty>No program has a token of yours.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((token) => (
              <li key={token.id} className="row">
                <div>
                  <strong>{token.name}</strong> <TokenState token={token} />
                  <p className="quiet">
                    {token.scope.join(', ') || 'may only say who it is'} · ends <Time at={token.expiresAt} />
                    {token.lastUsedAt === null ? (
                      ' · never used'
                    ) : (
                      <>
                        {' '}
                        · last used <Time at={token.lastUsedAt} />
                      </>
                    )}
                  </p>
                </div>
                {token.revokedAt === null ? (
                  <button
                    type="button"
                    className="button button-small button-danger"
                    disabled={revoke.isPending}
                    onClick={() => revoke.mutate({ path: `/api/v1/tokens/${token.id}/revoke` })}
                  >
                    Revoke
                  </button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </ListState>
    </>
  )
}

function TokenState({ token: { revokedAt, expiresAt } }: { token: ApiToken }) {
  const now = useClock()
  if (revokedAt !== null) return <Status tone="quiet">Revoked</Status>
  return Date.parse(expiresAt) < now ? <Status tone="quiet">Ended</Status> : <Status tone="good">Valid</Status>
}

interface MakeTokenProps {
  readonly permissions: readonly Permission[]
  readonly onMade: (made: MadeToken) => void
}

function MakeToken({ permissions, onMade }: MakeTokenProps) {
  const [scope, setScope] = useState<readonly Permission[]>([])
  const send = useSend<MadeToken>(['token'], onMade)
  return (
    <details className="card">
      <summary>Make a token</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const fields = new FormData(event.currentTarget)
          const expiresInDays = Number(fields.get('days'))
          send.mutate({ path: '/api/v1/tokens', body: { name: fields.get('name'), scope, expiresInDays } })
        }}
      >
        <Field label="What for" name="name" required maxLength={100} placeholder="deploy pipeline" />
        <Field label="Days until it ends" name="days" type="number" min={1} max={366} defaultValue={90} required />
        <fieldset className="choices">
          <legend>What it may do</legend>
          {permissions
            .filter((permission) => permission !== 'session:own')
            .map((permission) => (
              <label key={permission} className="check">
                <input
                  type="checkbox"
                  checked={scope.includes(permission)}
                  onChange={({ target }) =>
                    setScope(target.checked ? [...scope, permission] : scope.filter((each) => each !== permission))
                  }
                />
                <code>{permission}</code>
              </label>
            ))}
        </fieldset>
        {send.error ? <ErrorNote error={send.error} /> : null}
        <button type="submit" className="button button-primary" disabled={send.isPending}>
          Make it
        </button>
      </form>
    </details>
  )
}
