import { useState } from 'react'
import type { Incident } from '../../../src/http/contract.ts'
import { fulfil } from '../../app/acts.ts'
import { useKeys } from '../../app/keys.ts'
import { goWith } from '../../app/place.ts'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { type IncidentDialog, IncidentDialogs } from './incident-dialogs.tsx'
import { incidentWish } from './incident-wish.ts'

/** What can be done now; on a phone at the lower edge, where the thumb is. The main thing first. */
export function IncidentActions({ incident }: { incident: Incident }) {
  const [open, setOpen] = useState<IncidentDialog>()
  const mayWrite = useMay('incident:write')
  const { number, status } = incident
  const when = (isSo: boolean, work: () => void) => () => (mayWrite && isSo ? work() : undefined)
  const isActive = status !== 'resolved' && status !== 'merged'
  useKeys({
    a: when(status === 'open', () => void fulfil(incidentWish(number, 'acknowledge')).catch(() => undefined)),
    r: when(isActive, () => setOpen('resolve')),
    n: when(true, () => {
      goWith({ tab: 'timeline' })
      requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById('note')?.focus()))
    }),
  })
  if (!mayWrite) return null
  return (
    <div className="incident-acts actions">
      <MainAct incident={incident} onResolve={() => setOpen('resolve')} />
      {isActive ? (
        <button type="button" className="button" onClick={() => setOpen('post')}>
          Status
        </button>
      ) : null}
      <button type="button" className="button incident-more" aria-haspopup="dialog" onClick={() => setOpen('more')}>
        <Icon name="more" /> <span>More</span>
      </button>
      <IncidentDialogs incident={incident} open={open} onOpen={setOpen} />
    </div>
  )
}

function MainAct({ incident: { number, status, title }, onResolve }: { incident: Incident; onResolve: () => void }) {
  const undone = incidentWish(number, 'reopen')
  switch (status) {
    case 'open':
      return (
        <ActButton {...incidentWish(number, 'acknowledge')} kind="primary">
          Ack
        </ActButton>
      )
    case 'acknowledged':
      return (
        <>
          <button type="button" className="button button-primary" onClick={onResolve}>
            Resolve
          </button>
          <ActButton {...incidentWish(number, 'mitigate')} onDone={() => offerUndo(`Mitigated: ${title}`, undone)}>
            Mitigated
          </ActButton>
        </>
      )
    case 'mitigated':
      return (
        <button type="button" className="button button-primary" onClick={onResolve}>
          Resolve
        </button>
      )
    case 'resolved':
      return <ActButton {...undone}>Reopen</ActButton>
    case 'merged':
      return null
  }
}
