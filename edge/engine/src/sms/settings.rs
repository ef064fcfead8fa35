//! What the operator sets, `SMS`: `{"provider":"kavenegar","key":"…","template":"login","fallback":{"provider":"sms_ir",…}}`.

use crate::member::code::PER_ADDRESS;
use serde::Deserialize;
use serde_json::Value;

/// A service and our account there. Its key is never printed.
#[derive(Clone)]
pub enum Service {
    /// Shows the message on the page and in the log. In a sandbox alone.
    Sandbox,
    /// Kavenegar.
    Kavenegar(Kavenegar),
    /// sms.ir.
    SmsIr(SmsIr),
}

/// An account at Kavenegar.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kavenegar {
    pub(super) key: String,
    /// The approved template's name.
    pub(super) template: String,
    #[serde(default = "kavenegar")]
    pub(super) base: String,
}

/// An account at sms.ir.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsIr {
    pub(super) key: String,
    /// The approved template's number.
    pub(super) template: u64,
    /// What the template calls the code.
    #[serde(default = "code")]
    pub(super) parameter: String,
    #[serde(default = "sms_ir")]
    pub(super) base: String,
}

fn kavenegar() -> String {
    "https://api.kavenegar.com".to_owned()
}

fn sms_ir() -> String {
    "https://api.sms.ir".to_owned()
}

fn code() -> String {
    "CODE".to_owned()
}

impl Service {
    /// The word for settings and logs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Kavenegar(_) => "kavenegar",
            Self::SmsIr(_) => "sms_ir",
        }
    }

    fn read(value: Value, is_sandbox: bool) -> Result<Self, String> {
        let Value::Object(mut fields) = value else { return Err("it must be a JSON object".to_owned()) };
        let provider = fields.remove("provider").unwrap_or_default();
        let rest = Value::Object(fields);
        // What serde says of a wrong value quotes it, and it may be a key.
        let shape = |provider: &str| format!("the fields of `{provider}` are not as documented");
        match provider.as_str() {
            Some("sandbox") if is_sandbox => Ok(Self::Sandbox),
            Some("sandbox") => Err("the sandbox shows codes to everybody: it is for http addresses alone".to_owned()),
            Some("kavenegar") => {
                let account: Kavenegar = serde_json::from_value(rest).map_err(|_| shape("kavenegar"))?;
                fit(&account.key, &account.base, is_sandbox)?;
                Ok(Self::Kavenegar(account))
            }
            Some("sms_ir") => {
                let account: SmsIr = serde_json::from_value(rest).map_err(|_| shape("sms_ir"))?;
                fit(&account.key, &account.base, is_sandbox)?;
                Ok(Self::SmsIr(account))
            }
            _ => Err("`provider` must be sandbox, kavenegar or sms_ir".to_owned()),
        }
    }
}

/// A key becomes part of an address or a header, and goes to nobody but the service.
fn fit(key: &str, base: &str, is_sandbox: bool) -> Result<(), String> {
    if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return Err("`key` must be letters, digits, `-` and `_`".to_owned());
    }
    if base.starts_with("https://") || is_sandbox { Ok(()) } else { Err("`base` must be https".to_owned()) }
}

/// How codes are sent.
#[derive(Clone)]
pub struct Sms {
    /// In the order in which they are asked; the second, if there is one, where the first cannot.
    pub services: Vec<Service>,
    /// How many codes one address may ask for in an hour.
    pub per_address: usize,
}

impl Sms {
    /// Reads the setting; without one, a sandbox shows its codes and a service in earnest sends none.
    ///
    /// # Errors
    /// What is wrong with it, without quoting it.
    pub fn read(json: Option<&str>, is_sandbox: bool) -> Result<Self, String> {
        let say = |problem: &str| format!("sms: {problem}");
        let Some(json) = json else {
            let services = if is_sandbox { vec![Service::Sandbox] } else { Vec::new() };
            return Ok(Self { services, per_address: PER_ADDRESS });
        };
        let Ok(Value::Object(mut fields)) = serde_json::from_str(json) else {
            return Err(say("it must be a JSON object"));
        };
        let fallback = fields.remove("fallback");
        let per_address = match fields.remove("per_address_hour") {
            None => PER_ADDRESS,
            Some(number) => {
                let number = number.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
                number.ok_or_else(|| say("`per_address_hour` must be a positive number"))?
            }
        };
        let mut services = vec![Service::read(Value::Object(fields), is_sandbox).map_err(|problem| say(&problem))?];
        if let Some(second) = fallback {
            services.push(Service::read(second, is_sandbox).map_err(|problem| say(&format!("fallback: {problem}")))?);
        }
        Ok(Self { services, per_address })
    }

    /// Whether codes are shown on the page.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.services.iter().any(|service| matches!(service, Service::Sandbox))
    }
}
