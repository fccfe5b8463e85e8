import { useState } from 'react'
import type { User } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useSend } from '../../api/use-send.ts'
import { useMay } from '../../app/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { type Tab, Tabs, useTab } from '../../ui/tabs.tsx'
import { AddPerson } from './add-person.tsx'
import { LinkNote } from './link-note.tsx'
import { Teams } from './teams.tsx'

const TABS: readonly Tab[] = [
  { id: 'people', label: 'People' },
  { id: 'teams', label: 'Teams' },
]
const ROLES: readonly User['role'][] = ['viewer', 'responder', 'operator', 'admin']

/** Who there is, what they may do, and in which teams they are. */
export function PeoplePage() {
  const tab = useTab(TABS)
  const may = useMay('user:write')
  const [isAdding, setAdding] = useState(false)
  const [link, setLink] = useState<{ name: string; link: string } | undefined>()
  return (
    <>
      <PageHeader
        title="People"
        actions={
          may && tab === 'people' ? (
            <button type="button" className="button button-primary" onClick={() => setAdding(true)}>
              Add somebody
            </button>
          ) : null
        }
      />
      <Tabs tabs={TABS} label="People and teams" />
      {link ? <LinkNote {...link} onDone={() => setLink(undefined)} /> : null}
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'people' ? <PeopleList may={may} onLink={setLink} /> : <Teams may={may} />}
      </div>
      <AddPerson
        isOpen={isAdding}
        onClose={() => setAdding(false)}
        onMade={({ user, link: path }) => {
          setAdding(false)
          setLink({ name: user.name, link: path })
        }}
      />
    </>
  )
}

interface PeopleListProps {
  readonly may: boolean
  readonly onLink: (made: { name: string; link: string }) => void
}

function PeopleList({ may, onLink }: PeopleListProps) {
  const list = useList<User>(['user'], '/api/v1/users', { limit: 100 })
  return (
    <ListState list={list} empty={<Empty>There is nobody but you.</Empty>}>
      {(items) => (
        <ul className="rows">
          {items.map((user) => (
            <PersonRow key={user.id} user={user} may={may} onLink={onLink} />
          ))}
        </ul>
      )}
    </ListState>
  )
}

function PersonRow({ user, may, onLink }: { user: User } & PeopleListProps) {
  const { id, name, login, email, role, disabledAt, hasPassword, version } = user
  const [isAsking, setAsking] = useState(false)
  const change = useSend(['user'], () => setAsking(false))
  const makeLink = useSend<{ link: string }>(['user'], (made) => onLink({ name, link: made.link }))
  const isOut = disabledAt !== null
  return (
    <li className="row">
      <div>
        <strong>{name}</strong> {isOut ? <Status tone="quiet">Shut out</Status> : null}
        {isOut || hasPassword ? null : <Status tone="unknown">No password</Status>}
        <p className="quiet">
          {login}
          {email === null ? '' : ` · ${email}`}
          {may ? '' : ` · ${role}`}
        </p>
        {change.error && !isAsking ? <ErrorNote error={change.error} /> : null}
        {makeLink.error ? <ErrorNote error={makeLink.error} /> : null}
      </div>
      {may ? (
        <div className="actions">
          <label>
            <span className="sr-only">Role of {name}</span>
            <select
              value={role}
              disabled={change.isPending}
              onChange={({ target }) =>
                change.mutate({ path: `/api/v1/users/${id}`, method: 'PATCH', body: { role: target.value, version } })
              }
            >
              {ROLES.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <button
            type="button"
            className="button button-small"
            onClick={() => makeLink.mutate({ path: `/api/v1/users/${id}/link` })}
          >
            Password link
          </button>
          <button
            type="button"
            className={isOut ? 'button button-small' : 'button button-small button-danger'}
            onClick={() => (isOut ? change.mutate({ path: `/api/v1/users/${id}/enable` }) : setAsking(true))}
          >
            {isOut ? 'Let in again' : 'Shut out'}
          </button>
        </div>
      ) : null}
      <ConfirmDialog
        title={`Shut ${name} out`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act="Shut out"
        isBusy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate({ path: `/api/v1/users/${id}/disable` })}
      >
        <p>Their sessions and tokens end at once. They can be let in again.</p>
      </ConfirmDialog>
    </li>
  )
}
