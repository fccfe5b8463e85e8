/** Names and values as they came, in the order of their names. */
export function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  const pairs = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))
  if (pairs.length === 0) return <p className="quiet">None.</p>
  return (
    <dl className="facts">
      {pairs.map(([name, value]) => (
        <div key={name} className="facts-pair">
          <dt className="mono">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
