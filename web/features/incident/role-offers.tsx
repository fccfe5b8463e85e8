import type { Incident } from '../../../src/http/contract.ts'
import { useSession } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { roleWish } from './incident-wish.ts'

/** Roles somebody wants to give me: until I accept, they keep them. */
export function RoleOffers({ incident }: { incident: Incident }) {
  const me = useSession().data?.user.id
  const { number } = incident
  return incident.roles
    .filter(({ offer }) => offer?.to.id === me)
    .map(({ role, offer }) => (
      <div key={role} className="note note-warning" role="status">
        <p>
          <strong>{offer?.by.name}</strong> offers you the role <strong>{role}</strong>.
        </p>
        <div className="actions">
          <ActButton {...roleWish(number, role, { do: 'accept' })}>Accept</ActButton>
          <ActButton {...roleWish(number, role, { do: 'decline' })}>I can’t take this</ActButton>
        </div>
      </div>
    ))
}
