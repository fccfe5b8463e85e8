import type { Alert } from '../../../src/http/contract.ts'
import { ActForm } from '../../ui/act-form.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { alertWish } from './alert-wish.ts'
import { useAlertActs } from './use-alert-acts.ts'

/** Ends an alert by hand. Only its sender can open it again, so this asks, and names it. */
export function ResolveAlert({ alert, onClose }: { alert: Alert | undefined; onClose: () => void }) {
  const { done } = useAlertActs()
  return (
    <Dialog title="Resolve this alert?" isOpen={alert !== undefined} onClose={onClose}>
      {alert ? (
        <>
          <p>
            <strong>{alert.summary}</strong>
          </p>
          <p className="quiet">It opens again by itself if its sender still says that it is wrong.</p>
          <ActForm
            {...alertWish(alert, 'resolve')}
            body={() => ({})}
            submit="Resolve it"
            onDone={(answer) => {
              done('resolve')(answer)
              onClose()
            }}
          >
            {null}
          </ActForm>
        </>
      ) : null}
    </Dialog>
  )
}
