import type { RenderedInline } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { Icon } from '../../ui/icon.tsx'
import { anchorId, runbookTo } from './runbook-path.ts'

/** Running text of a page as elements. What it links to outside opens elsewhere and learns nothing of us. */
export function Inline({ of, page }: { of: readonly RenderedInline[]; page: string }) {
  return of.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text that does not change.
    <Part key={at} part={part} page={page} />
  ))
}

function Part({ part, page }: { part: RenderedInline; page: string }) {
  if (typeof part === 'string') return part
  switch (part.kind) {
    case 'code':
      return <code>{part.text}</code>
    case 'break':
      return <br />
    case 'emphasis':
      return (
        <em>
          <Inline of={part.of} page={page} />
        </em>
      )
    case 'strong':
      return (
        <strong>
          <Inline of={part.of} page={page} />
        </strong>
      )
    case 'deleted':
      return (
        <del>
          <Inline of={part.of} page={page} />
        </del>
      )
    case 'link':
      return (
        <Outside to={part.to}>
          <Inline of={part.of} page={page} />
        </Outside>
      )
    case 'reference':
      return (
        <Reference to={part.page} anchor={part.anchor}>
          <Inline of={part.of} page={page} />
        </Reference>
      )
    case 'image':
      return part.to === undefined ? (
        <span className="quiet">[image: {part.text || 'without a text'}]</span>
      ) : (
        <Outside to={part.to}>[image: {part.text || part.to}]</Outside>
      )
  }
}

const SAFE = /^(?:https?|mailto):/i

/** The server lets nothing else through; this is the second lock. */
function Outside({ to, children }: { to: string; children: React.ReactNode }) {
  if (!SAFE.test(to)) return children
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow" title={to}>
      {children} <Icon name="external" />
    </a>
  )
}

function Reference({
  to,
  anchor,
  children,
}: {
  to: string | undefined
  anchor: string | undefined
  children: React.ReactNode
}) {
  if (to !== undefined) return <Link to={runbookTo(to, {}, anchor)}>{children}</Link>
  const show = () => document.getElementById(anchorId(anchor ?? ''))?.scrollIntoView()
  return (
    <a href={`#${encodeURIComponent(anchor ?? '')}`} onClick={show}>
      {children}
    </a>
  )
}
