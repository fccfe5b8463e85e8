import { CopyText } from '../../ui/copy-text.tsx'

/** A one-time link for somebody, to be handed over by hand. */
export function LinkNote({ name, link, onDone }: { name: string; link: string; onDone: () => void }) {
  return (
    <section className="card">
      <h2>Link for {name}</h2>
      <p>They choose their password there. It is good once, for a day; hand it over on a way you trust.</p>
      <CopyText label={`link for ${name}`} text={new URL(link, location.origin).href} />
      <button type="button" className="button" onClick={onDone}>
        Done
      </button>
    </section>
  )
}
