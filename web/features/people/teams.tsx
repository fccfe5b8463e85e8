import { useState } from 'react'
import type { Team, User } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useSend } from '../../api/use-send.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'

/** Teams: whom an approval asks for, whom an escalation reaches. */
export function Teams({ may }: { may: boolean }) {
  const list = useList<Team>(['team'], '/api/v1/teams', { limit: 100 })
  const people = useList<User>(['user'], '/api/v1/users', { limit: 100 })
  const add = useSend(['team'])
  return (
    <>
      {may ? (
        <form
          className="filters"
          onSubmit={(event) => {
            event.preventDefault()
            const form = event.currentTarget
            const name = new FormData(form).get('name')
            add.mutate({ path: '/api/v1/teams', body: { name } }, { onSuccess: () => form.reset() })
          }}
        >
          <Field label="New team" name="name" required maxLength={100} />
          <button type="submit" className="button" disabled={add.isPending}>
            Make it
          </button>
          {add.error ? <ErrorNote error={add.error} /> : null}
        </form>
      ) : null}
      <ListState
        list={list}
        empty={<Empty>There are no teams. Make one for each group that approves or is paged together.</Empty>}
      >
        {(items) => (
          <ul className="rows">
            {items.map((team) => (
              <TeamRow key={team.id} team={team} may={may} people={people.items ?? []} />
            ))}
          </ul>
        )}
      </ListState>
    </>
  )
}

function TeamRow({ team, may, people }: { team: Team; may: boolean; people: readonly User[] }) {
  const [isAsking, setAsking] = useState(false)
  const send = useSend(['team'], () => setAsking(false))
  const path = `/api/v1/teams/${team.id}`
  const others = people.filter(
    ({ id, disabledAt }) => disabledAt === null && !team.members.some((each) => each.id === id),
  )
  return (
    <li className="row">
      <div>
        <strong>{team.name}</strong>
        <ul className="chips">
          {team.members.map(({ id, name }) => (
            <li key={id}>
              {name}
              {may ? (
                <button
                  type="button"
                  className="chip-close"
                  aria-label={`Take ${name} out of ${team.name}`}
                  onClick={() => send.mutate({ path: `${path}/members/${id}`, method: 'DELETE' })}
                >
                  ×
                </button>
              ) : null}
            </li>
          ))}
        </ul>
        {team.members.length === 0 ? <p className="quiet">Nobody is in it.</p> : null}
        {send.error && !isAsking ? <ErrorNote error={send.error} /> : null}
      </div>
      {may ? (
        <div className="actions">
          <label>
            <span className="sr-only">Add to {team.name}</span>
            <select
              value=""
              onChange={({ target }) => send.mutate({ path: `${path}/members/${target.value}`, method: 'PUT' })}
            >
              <option value="">Add…</option>
              {others.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button type="button" className="button button-small button-danger" onClick={() => setAsking(true)}>
            Remove
          </button>
        </div>
      ) : null}
      <ConfirmDialog
        title={`Remove the team ${team.name}`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        word={team.name}
        act="Remove it"
        isBusy={send.isPending}
        error={send.error}
        onConfirm={() => send.mutate({ path, method: 'DELETE' })}
      >
        <p>Its members stay. Policies that name it find nobody from now on.</p>
      </ConfirmDialog>
    </li>
  )
}
