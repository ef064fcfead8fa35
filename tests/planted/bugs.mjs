// What goes wrong in other libraries (read in their sources), each as an edit of ours: `.dev/planted.mjs` makes it in a copy, and
// the scripted checks have to find it. An edit whose text is not there any more, once, stops everything: then it has to be
// written anew.

const PAYMENT = "edge/engine/src/payment";
const GATEWAY = "edge/engine/src/gateway";

/** One entry for each library; each of its defects is planted by itself. */
export const BUGS = [
  {
    library: "shetabit/multipay",
    defects: [
      {
        what: "SEP's 2, verified before, is read as a failure",
        edits: [[`${GATEWAY}/saman/codes.rs`, "(2, Already), ", "(2, Declined),"]],
      },
    ],
  },
  {
    library: "shetabit/multipay, the older Saman driver",
    defects: [
      {
        what: "a receipt pays every order of its amount: nobody asks whose it is",
        edits: [[`${PAYMENT}/callback.rs`, "    if ours {\n", "    if ours || !ours {\n"]],
      },
      {
        what: "on a mismatch the reference is reversed, whoever's it is",
        edits: [
          [
            `${PAYMENT}/callback.rs`,
            "        Event::ReferenceDropped { attempt, why: Dropped::ClaimedByOther, code: CLAIMED.to_owned() }\n",
            '        Event::Mismatched { attempt, what: CLAIMED.to_owned(), receipt: Default::default() }\n',
          ],
          [`${PAYMENT}/attempt.rs`, "self.sighting().filter(|s| s.standing == SightingStanding::Claimed)?", "self.sighting()?"],
        ],
      },
    ],
  },
  {
    library: "Parbad",
    defects: [
      {
        what: "Mellat's 43, verified before, ends the payment as failed",
        edits: [[`${GATEWAY}/mellat/codes.rs`, "(43, Already), ", "(43, Declined),"]],
      },
      {
        what: "the call to the bank is written down only when its answer is there",
        edits: [
          [
            `${PAYMENT}/work.rs`,
            "operation, sent_at: now };\n    Step { event: Some(event), effect: Some(effect) }\n}\n\n/// A refund names",
            "operation, sent_at: now };\n    Step { event: Some(event).filter(|_| false), effect: Some(effect) }\n}\n\n/// A refund names",
          ],
          [
            `${PAYMENT}/decide.rs`,
            "attempt.sent().is_some_and(|sent| sent.at == sent_at)",
            "attempt.sent().is_none_or(|sent| sent.at == sent_at)",
          ],
        ],
      },
    ],
  },
  {
    library: "az-iranian-bank-gateways",
    defects: [
      {
        what: "the amount that the bank confirms is never compared",
        edits: [[`${GATEWAY}/bind.rs`, "        _ => Err(Misfit::Amount),\n", "        _ => Ok(()),\n"]],
      },
      {
        what: "after fifteen minutes the payment has expired, and no bank was asked",
        edits: [
          [`${PAYMENT}/hear.rs`, "let deadline = now + account.windows().whole();", "let deadline = now + Span::minutes(15);"],
          [`${PAYMENT}/hear.rs`, "    can.then(|| now + PATIENCE", "    (can && now.0 < 0).then(|| now + PATIENCE"],
        ],
      },
    ],
  },
  {
    library: "juspay/hyperswitch",
    defects: [
      {
        what: "when the retries are used up, unknown is failed",
        edits: [
          [
            `${PAYMENT}/hear.rs`,
            "        Reply::Refused | Reply::Unknown | Reply::Held | Reply::Token(_) => again,\n",
            "        _ if attempt.misses >= 5 => Event::AttemptEnded { attempt: number, cause: Cause::Refused, code: outcome.code },\n        Reply::Refused | Reply::Unknown | Reply::Held | Reply::Token(_) => again,\n",
          ],
        ],
      },
    ],
  },
];
