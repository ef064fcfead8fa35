//! What goes wrong in a process that carries a payment's effects out, and where: it dies, or the ledger's storage, the claim
//! registry, the shop's hub or a bank says something else than what it did.
//!
//! A place is passed every time something outside is touched. Places have numbers, so one story can be told again with one
//! blow at each of them.

/// Something outside that is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A decision's events are written down.
    Write,
    /// A reference is claimed.
    Claim,
    /// An operation's first exchange with a bank.
    Exchange,
    /// An operation's further exchange: somebody may die between the two.
    Further,
    /// News are handed over.
    Publish,
}

/// What goes wrong at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blow {
    /// Nothing: done, and told so.
    None,
    /// The process dies before it.
    Before,
    /// It is done, and the process dies before it hears of it.
    After,
    /// Done, and told as failed.
    Lost,
    /// Not done, and told as failed.
    Failed,
    /// Not done, and told as done.
    Pretended,
}

impl Blow {
    /// Whether the thing is done.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::None | Self::After | Self::Lost)
    }

    /// Whether somebody is told that it was.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::None | Self::Pretended)
    }

    /// Whether the process is gone.
    #[must_use]
    pub const fn kills(self) -> bool {
        matches!(self, Self::Before | Self::After)
    }

    /// The ways to die at a place, each of which leaves another world behind. Between a write and the effect that follows it
    /// there is one world, and so there is after an effect and before the write of what came of it.
    #[must_use]
    pub const fn deaths(place: Place) -> &'static [Self] {
        match place {
            Place::Write => &[Self::Before, Self::After],
            Place::Further => &[Self::Before],
            Place::Claim | Place::Exchange | Place::Publish => &[],
        }
    }

    /// The quadrants (told as done or not) x (done or not) in which nobody dies, less the one in which nothing is wrong and those
    /// of [`Self::pretences`].
    #[must_use]
    pub const fn lies(_: Place) -> &'static [Self] {
        &[Self::Lost, Self::Failed]
    }

    /// Told as done and not done. Only a bank can: nothing leaves an object of the platform before what it wrote is on disk (its
    /// output gate), so storage that pretends fails for everybody outside.
    #[must_use]
    pub const fn pretences(place: Place) -> &'static [Self] {
        match place {
            Place::Exchange | Place::Further => &[Self::Pretended],
            Place::Write | Place::Claim | Place::Publish => &[],
        }
    }
}

/// One blow, and everything that was passed so far.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    plan: Option<(usize, Blow, bool)>,
    next: Option<(Place, usize, Blow)>,
    passed: Vec<Place>,
    deaf: bool,
    struck: bool,
    failed: bool,
    dead: bool,
}

impl Fate {
    /// Strikes at the place of this number, counted from the beginning, and takes the ledger's alarm with it if told so.
    pub fn plan(&mut self, place: usize, blow: Blow, alarm_lost: bool) {
        self.plan = Some((place, blow, alarm_lost));
    }

    /// Strikes at the first place of this kind that is passed from now on, after so many others of it.
    pub fn next(&mut self, place: Place, after: usize, blow: Blow) {
        self.next = Some((place, after, blow));
    }

    /// Whether the alarm was lost since this was last asked.
    pub(crate) fn has_lost_alarm(&mut self) -> bool {
        std::mem::take(&mut self.deaf)
    }

    /// Every place that was passed, in order.
    #[must_use]
    pub fn passed(&self) -> &[Place] {
        &self.passed
    }

    /// Whether it has struck since this was last asked.
    pub fn has_struck(&mut self) -> bool {
        std::mem::take(&mut self.struck)
    }

    /// Whether somebody was told of a failure since this was last asked.
    pub fn has_failed(&mut self) -> bool {
        std::mem::take(&mut self.failed)
    }

    /// Passes a place: what goes wrong there.
    pub(crate) fn pass(&mut self, place: Place) -> Blow {
        self.dead = false;
        let number = self.passed.len();
        self.passed.push(place);
        let Some((blow, alarm_lost)) = self.strikes(number, place) else { return Blow::None };
        (self.struck, self.dead, self.deaf) = (true, blow.kills(), alarm_lost);
        self.failed = !blow.kills() && !blow.is_told();
        blow
    }

    /// What strikes at this place, if anything; once.
    fn strikes(&mut self, number: usize, place: Place) -> Option<(Blow, bool)> {
        if let Some((_, blow, alarm_lost)) = self.plan.take_if(|(at, ..)| *at == number) {
            return Some((blow, alarm_lost));
        }
        let (_, after, blow) = self.next.as_mut().filter(|(at, ..)| *at == place)?;
        if *after > 0 {
            *after -= 1;
            return None;
        }
        let blow = *blow;
        self.next = None;
        Some((blow, false))
    }

    /// Whether the process that passed the last place died there.
    pub(crate) const fn is_dead(&self) -> bool {
        self.dead
    }
}
