import { Workspace } from '../workspace/workspace.tsx'

/** A task: as an offer while it is one, else as the place where it is worked on. */
export function TaskScreen({ taskId }: { readonly taskId: string }) {
  return <Workspace taskId={taskId} />
}
