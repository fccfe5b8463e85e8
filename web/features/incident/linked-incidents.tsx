import type { ReactNode } from 'react'
import type { Incident } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Status } from '../../ui/status.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { useIncident } from './incident-queries.ts'
import { pairWish } from './incident-wish.ts'
import { statusTone, statusWords } from './incident-words.ts'
import { relationWords } from './relation-words.ts'

/** Others it has to do with, is part of, or took in. */
export function LinkedIncidents({ incident }: { incident: Incident }) {
  const { links, tookIn, mergedInto, number, title } = incident
  const mayWrite = useMay('incident:write')
  if (links.length + tookIn.length === 0 && mergedInto === null) return null
  return (
    <section aria-labelledby="incident-others">
      <h2 id="incident-others">Other incidents</h2>
      <ul className="others">
        {mergedInto === null ? null : (
          <Other id={mergedInto} words="is part of">
            {mayWrite ? (
              <ActButton {...pairWish(number, 'take-out', { from: mergedInto })} isSmall>
                Take it out again
              </ActButton>
            ) : null}
          </Other>
        )}
        {tookIn.map((id) => (
          <Other key={id} id={id} words="took in" />
        ))}
        {links.map(({ incident: id, relation }) => (
          <Other key={`${id} ${relation}`} id={id} words={relationWords(relation)}>
            {mayWrite ? (
              <ActButton
                {...pairWish(number, 'unlink', { incident: id, relation })}
                name={`incident/${number}/unlink/${id}/${relation}`}
                isSmall
                onDone={() =>
                  offerUndo(`No longer linked: ${title}`, pairWish(number, 'links', { incident: id, relation }))
                }
              >
                Unlink
              </ActButton>
            ) : null}
          </Other>
        ))}
      </ul>
    </section>
  )
}

function Other({ id, words, children }: { id: string; words: string; children?: ReactNode }) {
  const { data } = useIncident(id)
  return (
    <li>
      <span className="quiet">{words}</span>{' '}
      <Link to={`/incidents/${data?.number ?? id}`}>{data ? `#${data.number} ${data.title}` : id}</Link>{' '}
      {data ? <Status tone={statusTone(data.status)}>{statusWords(data.status)}</Status> : null} {children}
    </li>
  )
}
