import { useState } from 'react'
import { useSend } from '../../api/use-send.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import type { KeyedIntegration } from './fresh-key.tsx'
import { DIALECTS } from './snippets.ts'

export interface AddIntegrationProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMade: (made: KeyedIntegration) => void
}

export function AddIntegration({ isOpen, onClose, onMade }: AddIntegrationProps) {
  const [name, setName] = useState('')
  const [dialect, setDialect] = useState(DIALECTS[0]!.value)
  const [secret, setSecret] = useState('')
  const send = useSend<KeyedIntegration>(['integration'], onMade)
  return (
    <Dialog title="Add a sender" isOpen={isOpen} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const signingSecret = dialect === 'grafana' && secret !== '' ? { signingSecret: secret } : {}
          send.mutate({ path: '/api/v1/integrations', body: { name, dialect, ...signingSecret } })
        }}
      >
        <Choice label="What sends" value={dialect} onChange={setDialect} options={DIALECTS} />
        <Field
          label="Name"
          placeholder="prometheus-eu"
          value={name}
          required
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
        />
        {dialect === 'grafana' ? (
          <Field
            label="Secret of its signature, if it signs"
            type="password"
            autoComplete="off"
            value={secret}
            minLength={8}
            onChange={({ target }) => setSecret(target.value)}
          />
        ) : null}
        {send.error ? <ErrorNote error={send.error} /> : null}
        <button type="submit" className="button button-primary" disabled={send.isPending}>
          Make its key
        </button>
      </form>
    </Dialog>
  )
}
