import type { ReactNode } from 'react'

export interface PageHeaderProps {
  readonly title: ReactNode
  /** One line below it. */
  readonly about?: ReactNode
  /** What can be done here; the main thing first. */
  readonly actions?: ReactNode
}

export function PageHeader({ title, about, actions }: PageHeaderProps) {
  return (
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        {about ? <p className="quiet">{about}</p> : null}
      </div>
      {actions ? <div className="actions">{actions}</div> : null}
    </header>
  )
}
