import { useState } from 'react'
import { useSession } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Time } from '../../ui/time.tsx'
import { roleWish } from './incident-wish.ts'
import { OfferRole } from './offer-role.tsx'
import type { ShownRole } from './roles-of.ts'

export interface RoleCardProps {
  readonly role: ShownRole
  readonly number: number
  readonly mayWrite: boolean
}

/** One role: who has it, what it is for, and how it changes hands. */
export function RoleCard({ role: shown, number, mayWrite }: RoleCardProps) {
  const { title, duties, holder, since, offer } = shown
  const me = useSession().data?.user.id
  return (
    <article className="card">
      <h3>{title}</h3>
      <p>
        {holder ? (
          <>
            <strong>{holder.id === me ? 'You' : holder.name}</strong>
            {since === null ? null : (
              <span className="quiet">
                {' '}
                since <Time at={since} />
              </span>
            )}
          </>
        ) : (
          <span className="quiet">Nobody has it.</span>
        )}
        {offer ? (
          <span className="quiet">
            {' '}
            Offered to <strong>{offer.to.id === me ? 'you' : offer.to.name}</strong> by {offer.by.name},{' '}
            <Time at={offer.at} />.
          </span>
        ) : null}
      </p>
      {duties.length > 0 ? (
        <details>
          <summary>What it is for</summary>
          <ul>
            {duties.map((duty) => (
              <li key={duty}>{duty}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {mayWrite ? <RoleActs role={shown} number={number} me={me} /> : null}
    </article>
  )
}

function RoleActs({ role: shown, number, me }: { role: ShownRole; number: number; me: string | undefined }) {
  const { role, title, holder, offer } = shown
  const [open, setOpen] = useState<'offer' | 'take-over'>()
  const isMine = holder?.id === me
  return (
    <div className="actions">
      {offer?.to.id === me ? (
        <>
          <ActButton {...roleWish(number, role, { do: 'accept' })}>Accept</ActButton>
          <ActButton {...roleWish(number, role, { do: 'decline' })}>Decline</ActButton>
        </>
      ) : null}
      {holder === null ? <ActButton {...roleWish(number, role, { do: 'take' })}>I take it</ActButton> : null}
      <button type="button" className="button" onClick={() => setOpen('offer')}>
        {isMine ? 'Hand over…' : 'Offer to…'}
      </button>
      {isMine ? <ActButton {...roleWish(number, role, { do: 'release' })}>Give it back</ActButton> : null}
      {holder !== null && !isMine && offer?.to.id !== me ? (
        <button type="button" className="button" onClick={() => setOpen('take-over')}>
          Take over…
        </button>
      ) : null}
      <Dialog title={`${title}: to whom?`} isOpen={open === 'offer'} onClose={() => setOpen(undefined)}>
        <OfferRole number={number} role={shown} onClose={() => setOpen(undefined)} />
      </Dialog>
      <Dialog
        title={`Take over from ${holder?.name ?? ''}?`}
        isOpen={open === 'take-over'}
        onClose={() => setOpen(undefined)}
      >
        <p>
          Only if {holder?.name ?? 'they'} cannot be reached. Otherwise ask for a hand-over: then it is never with
          nobody and never with two.
        </p>
        <ActButton
          {...roleWish(number, role, { do: 'take', force: true })}
          kind="danger"
          onDone={() => setOpen(undefined)}
        >
          Take over from {holder?.name ?? ''}
        </ActButton>
      </Dialog>
    </div>
  )
}
