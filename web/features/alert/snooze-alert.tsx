import type { Alert } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { clockTime, ownZone } from '../../ui/time-words.ts'
import { newSilencePath } from '../silence/matcher-text.ts'
import { exactMatchers, snoozes } from './alert-wish.ts'
import { useAlertActs } from './use-alert-acts.ts'

/** Keeps an alert quiet for a while; one tap each, and undone by another. */
export function SnoozeAlert({ alert, onClose }: { alert: Alert | undefined; onClose: () => void }) {
  const { snooze } = useAlertActs()
  const now = new Date()
  return (
    <Dialog title="Keep it quiet" isOpen={alert !== undefined} onClose={onClose}>
      {alert ? (
        <>
          <p>
            <strong>{alert.summary}</strong>
          </p>
          <p className="quiet">Nobody is told of it until then. It stays in the list.</p>
          <div className="choice-list">
            {snoozes(now).map((choice) => (
              <button
                key={choice.words}
                type="button"
                className="button"
                onClick={() => {
                  snooze(alert, choice)
                  onClose()
                }}
              >
                <span>{choice.words}</span>
                <span className="quiet">
                  {clockTime(choice.until, now)} {ownZone()}
                </span>
              </button>
            ))}
          </div>
          <p>
            <Link to={newSilencePath(exactMatchers(alert.labels))}>Silence more than this one…</Link>
          </p>
        </>
      ) : null}
    </Dialog>
  )
}
