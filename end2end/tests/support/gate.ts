/** Whether this is `make test`, which a change must pass; else, by hand or in `make test-all`, everything is run. */
export const GATE = process.env['GATE'] === '1';

/** Of many cases the first `few` in the gate. The rules themselves have tests in Rust, with all of them. */
export function some<T>(cases: T[], few: number): T[] {
  return GATE ? cases.slice(0, few) : cases;
}
