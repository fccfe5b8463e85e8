import { Component, type ReactNode } from 'react'
import { ErrorNote } from './error-note.tsx'

/** Keeps a page that breaks from taking the frame with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <ErrorNote
        title="This page is broken"
        error={this.state.error}
        onRetry={() => {
          // A new version of the console may have replaced the files of this one.
          location.reload()
        }}
      />
    )
  }
}
