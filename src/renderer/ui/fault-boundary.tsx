import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import { ScreenHeading } from './screen-heading.tsx'

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
        {/* What had the focus is gone with the screen. */}
        <ScreenHeading>This part of Understudy has a fault</ScreenHeading>
        <EmptyState
          title="Everything that was saved is safe on this computer."
          action={<Button onPress={() => window.location.reload()}>Load the window again</Button>}
        >
          Load the window again; if the fault stays, please tell whoever gave you Understudy what you did last.
        </EmptyState>
      </div>
    )
  }
}
