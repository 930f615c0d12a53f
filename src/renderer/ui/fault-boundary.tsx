import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'

/**
 * A defect in one screen must not take the window with it: the rest of it, and what is saved, stay within reach. Give it
 * another `key` for another screen, which then gets its own chance.
 */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div role="alert" style={{ padding: 'var(--space-5) var(--inset)' }}>
        <EmptyState
          title="This part of Understudy has a fault."
          action={<Button onPress={() => window.location.reload()}>Load the window again</Button>}
        >
          Everything that was saved is safe on this computer. Load the window again; if the fault stays, please tell
          whoever gave you Understudy what you did last.
        </EmptyState>
      </div>
    )
  }
}
