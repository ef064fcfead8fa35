//! Situations that a run must have met, or it proved nothing about them.

/// Makes the list of witnesses.
macro_rules! witnesses {
    ($($name:ident = $text:literal;)*) => {
        /// A situation that is worth having met.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Witness { $(#[doc = $text] $name,)* }

        impl Witness {
            /// Every one.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$name),*];

            /// In words.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

witnesses! {
    Paid = "paid";
    PaidWithoutReturn = "paid although nobody came back";
    PaidAfterLostAnswer = "paid after an answer to verify was lost";
    PaidAfterDeath = "paid after a process died at the verify or settle call";
    PaidLate = "paid after it was closed as failed";
    PaidAfterExpiry = "paid after its time to pay was over";
    ClosedFailed = "closed as failed";
    ClosedExpired = "closed as expired";
    Cancelled = "withdrawn by the shop";
    UnwantedReversed = "money that nobody wanted sent back at our word";
    UnwantedLeft = "money that nobody wanted sent back by the bank's own rule";
    WrongAmountReversed = "a wrong amount sent back";
    PaidTwice = "the shopper paid twice, and one payment was kept";
    ClaimConflict = "a reference that another payment had claimed refused";
    ForgedReference = "a made-up reference brought, claimed and asked about";
    ForeignCallback = "a callback of another payment refused";
    ForgedTicket = "a made-up callback address refused";
    Reopened = "an attempt looked into again after it was given up";
    Review = "left to a person";
    RefundDone = "refunded";
    RefundRefused = "a refund refused by the bank";
    RefundUnknown = "a refund whose answer was lost";
    RefundResolved = "an unknown refund resolved from the statement";
    RefundTurned = "a reversal refused, and the refund made instead";
    RefundOverCeiling = "more than is left refused";
    RefundRace = "refunds at the same time that together were too much";
    RefundRepeated = "the same refund asked for again";
    ReversalRepeated = "a reversal of the shop's repeated after a lost answer";
    BankReturned = "captured money taken back by the bank, and learnt";
    Lesson = "a lesson that had the bank asked again";
    SweepFound = "something found by the sweep that no alarm rang for";
    StaleAnswer = "an answer that came too late refused";
    StaleWrite = "a write from an old copy refused";
    WriteLied = "a write reported and not made";
    WriteHidden = "a write made and not reported";
    ClockBack = "the ledger's clock went back during a payment";
    ClockForward = "the ledger's clock went forward during a payment";
    FailedOver = "the next gateway tried after a token failed";
    NoGateway = "no gateway left to try";
    BusyRefused = "a second attempt refused while a bank's answer was awaited";
    KeyReused = "an idempotency key with another request refused";
    CreateRepeated = "a payment asked for again and found";
    NoticeRepeated = "a notice handed over twice and taken once";
    RegistrySilent = "the claim registry silent";
    WrongShop = "a payment asked for by another shop";
    DelayedWork = "a bank's work done after its caller had gone";
    TwoAttempts = "a payment with two tokens out at once";
    Lagged = "a lagging copy of a bank asked";
    Crossed = "another payment's answer heard";
}

/// How often each witness was met.
#[derive(Clone, Debug)]
pub struct Seen([u64; Witness::ALL.len()]);

impl Default for Seen {
    fn default() -> Self {
        Self([0; Witness::ALL.len()])
    }
}

impl Seen {
    /// Met once more.
    pub fn met(&mut self, witness: Witness) {
        self.0[witness as usize] += 1;
    }

    /// How often.
    #[must_use]
    pub fn count(&self, witness: Witness) -> u64 {
        self.0[witness as usize]
    }

    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// What was never met.
    pub fn missing(&self) -> impl Iterator<Item = Witness> {
        Witness::ALL.into_iter().filter(|witness| self.count(*witness) == 0)
    }
}
