import { useState } from 'react'
import type { User } from '../../../src/http/contract.ts'
import { useSend } from '../../api/use-send.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Choice, Field } from '../../ui/field.tsx'

const ROLES = [
  { value: 'viewer', label: 'Viewer: reads everything' },
  { value: 'responder', label: 'Responder: handles alerts and incidents' },
  { value: 'operator', label: 'Operator: also carries out and approves runs' },
  { value: 'admin', label: 'Administrator: also people, senders, runners' },
]

export interface AddPersonProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMade: (made: { user: User; link: string }) => void
}

export function AddPerson({ isOpen, onClose, onMade }: AddPersonProps) {
  const [role, setRole] = useState('responder')
  const send = useSend<{ user: User; link: string }>(['user'], onMade)
  return (
    <Dialog title="Add somebody" isOpen={isOpen} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const fields = new FormData(event.currentTarget)
          const email = String(fields.get('email') ?? '').trim()
          send.mutate({
            path: '/api/v1/users',
            body: { login: fields.get('login'), name: fields.get('name'), role, ...(email === '' ? {} : { email }) },
          })
        }}
      >
        <Field label="Name" name="name" required maxLength={100} autoComplete="off" />
        <Field
          label="Login"
          name="login"
          required
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          about="Lower case; schedules name people by it."
        />
        <Field label="E-mail address, if any" name="email" type="email" autoComplete="off" />
        <Choice label="Role" value={role} onChange={setRole} options={ROLES} />
        {send.error ? <ErrorNote error={send.error} /> : null}
        <button type="submit" className="button button-primary" disabled={send.isPending}>
          Add
        </button>
      </form>
    </Dialog>
  )
}
