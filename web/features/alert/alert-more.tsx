import { useState } from 'react'
import type { Alert } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { newSilencePath } from '../silence/matcher-text.ts'
import { exactMatchers } from './alert-wish.ts'
import { ResolveAlert } from './resolve-alert.tsx'
import { SnoozeAlert } from './snooze-alert.tsx'
import { useAlertActs } from './use-alert-acts.ts'

export type AlertDialog = 'more' | 'snooze' | 'resolve'

/** The dialogs of a list of alerts; which one is open for which alert. */
export function useAlertDialog() {
  const [open, setOpen] = useState<{ alert: Alert; dialog: AlertDialog }>()
  const of = (dialog: AlertDialog) => (open?.dialog === dialog ? open.alert : undefined)
  const close = () => setOpen(undefined)
  return {
    show: (alert: Alert, dialog: AlertDialog) => setOpen({ alert, dialog }),
    dialogs: (
      <>
        <SnoozeAlert alert={of('snooze')} onClose={close} />
        <ResolveAlert alert={of('resolve')} onClose={close} />
        <More alert={of('more')} onClose={close} onChoose={(alert, dialog) => setOpen({ alert, dialog })} />
      </>
    ),
  }
}

interface MoreProps {
  readonly alert: Alert | undefined
  readonly onClose: () => void
  readonly onChoose: (alert: Alert, dialog: AlertDialog) => void
}

function More({ alert, onClose, onChoose }: MoreProps) {
  const { act } = useAlertActs()
  return (
    <Dialog title="What to do with it" isOpen={alert !== undefined} onClose={onClose}>
      {alert ? (
        <>
          <p>
            <strong>{alert.summary}</strong>
          </p>
          <div className="choice-list">
            {alert.state === 'acknowledged' ? (
              <button
                type="button"
                className="button"
                onClick={() => {
                  act(alert, 'unacknowledge')
                  onClose()
                }}
              >
                Give it back
              </button>
            ) : null}
            <button type="button" className="button" onClick={() => onChoose(alert, 'snooze')}>
              Snooze…
            </button>
            <Link className="button" to={newSilencePath(exactMatchers(alert.labels))}>
              Silence…
            </Link>
            <button type="button" className="button" onClick={() => onChoose(alert, 'resolve')}>
              Resolve…
            </button>
            <Link className="button" to={`/alerts/${alert.id}`}>
              Open
            </Link>
          </div>
        </>
      ) : null}
    </Dialog>
  )
}
