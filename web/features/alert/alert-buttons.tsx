import type { Alert } from '../../../src/http/contract.ts'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { alertWish } from './alert-wish.ts'
import { useAlertActs } from './use-alert-acts.ts'

/** Takes an alert on, where nobody has it. */
export function AckAlert({ alert, isPrimary = false }: { alert: Alert; isPrimary?: boolean }) {
  const { done } = useAlertActs()
  if (!useMay('alert:write') || alert.state !== 'open') return null
  return (
    <ActButton {...alertWish(alert, 'acknowledge')} kind={isPrimary ? 'primary' : 'plain'} onDone={done('acknowledge')}>
      Ack
    </ActButton>
  )
}
