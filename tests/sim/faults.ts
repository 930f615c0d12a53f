import { type FileSteps, installFileSteps } from '../support/file-steps.ts'
import { installStatementFaults, type StatementFaults } from './statement-faults.ts'

/** Where the processes under test can die or fail, put in once for all seeds. */
export type Faults = {
  readonly statements: StatementFaults
  readonly files: FileSteps
  uninstall(): void
}

export function installFaults(): Faults {
  const statements = installStatementFaults()
  const files = installFileSteps()
  return {
    statements,
    files,
    uninstall: () => {
      files.uninstall()
      statements.uninstall()
    },
  }
}
