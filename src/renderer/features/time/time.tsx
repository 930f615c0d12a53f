import { useEffect } from 'react'
import { useResource, useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { DaySection } from './day-section.tsx'
import { Export } from './export.tsx'
import { RecordSection } from './record-section.tsx'
import { WeekSection } from './week-section.tsx'

/** Where the hours went, what the ledger says of them, and how they become a timesheet. */
export function Time() {
  const { timeLedger } = useServices()
  const { problem } = useResource(timeLedger.day)
  useEffect(() => {
    document.title = 'Time – Understudy'
    return timeLedger.watch()
  }, [timeLedger])

  return (
    <Page>
      <ScreenHeading>Time</ScreenHeading>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      <DaySection />
      <WeekSection />
      <RecordSection />
      <Export />
    </Page>
  )
}
