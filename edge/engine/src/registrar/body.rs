//! The request's body: our form in the registrar's words. Names and numbers are those of its protocol, one of them misspelt there.

use super::{Part, settings::Settings};
use crate::{
    calendar::Day,
    onboarding::{
        Acceptor, Form,
        form::{Company, Gender},
    },
    time::Moment,
};
use serde_json::{Map, Value, json};

/// What is to be registered.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    /// Which part.
    pub part: Part,
    /// Whether the registrar has accepted this part before, in another form.
    pub known: bool,
    /// Our number for the request.
    pub tracking: &'a str,
    /// The form.
    pub form: &'a Form,
    /// The payment company's codes.
    pub acceptor: &'a Acceptor,
    /// The contract's number, and when it was accepted.
    pub contract: (&'a str, Moment),
    /// The time.
    pub now: Moment,
}

/// The body, letter by letter.
#[must_use]
pub fn body(wish: &Wish<'_>, settings: &Settings) -> String {
    let (number, signed_at) = wish.contract;
    let mut acceptors = Vec::new();
    if wish.part == Part::Terminal {
        acceptors.push(acceptor(wish, settings));
    }
    json!({
        "trackingNumberPsp": wish.tracking,
        "requestType": wish.part.request_type(wish.known),
        "merchant": merchant(wish.form),
        "relatedMerchants": [],
        "contract": {
            "contractDate": signed_at.0,
            "serviceStartDate": signed_at.0,
            "contractNumber": number,
        },
        "pspRequestShopAcceptors": [{ "shop": shop(wish.form), "acceptors": acceptors }],
    })
    .to_string()
}

/// A day as the registrar writes it: milliseconds to its beginning in UTC, which may be before 1970.
const fn ms(day: Day) -> i64 {
    day.0 as i64 * 86_400_000
}

fn merchant(form: &Form) -> Value {
    let person = &form.person;
    let business = &form.business;
    let mut merchant = Map::new();
    let mut put = |name: &str, value: Value| merchant.insert(name.to_owned(), value);
    put("merchantType", json!(u8::from(form.company.is_some())));
    put("residencyType", json!(0));
    put("countryCode", json!("IR"));
    put("telephoneNumber", json!(business.telephone));
    put("cellPhoneNumber", json!(person.mobile));
    put("emailAddress", json!(business.email));
    put("webSite", json!(business.site.url()));
    put("merchantIbans", json!([{ "merchantIban": form.iban, "description": "" }]));
    match &form.company {
        None => merchant.extend(of_person(form)),
        Some(company) => merchant.extend(of_company(company, form)),
    }
    Value::Object(merchant)
}

fn of_person(form: &Form) -> Map<String, Value> {
    let person = &form.person;
    let fields = [
        ("firstNameFa", json!(person.first_name_fa)),
        ("lastNameFa", json!(person.last_name_fa)),
        ("fatherNameFa", json!(person.father_name_fa)),
        ("firstNameEn", json!(person.first_name_en)),
        ("lastNameEn", json!(person.last_name_en)),
        ("fatherNameEn", json!(person.father_name_en)),
        ("gender", json!(u8::from(person.gender == Gender::Male))),
        ("birthDate", json!(ms(person.born))),
        ("nationalCode", json!(person.national_code)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn of_company(company: &Company, form: &Form) -> Map<String, Value> {
    let fields = [
        ("comNameFa", json!(company.name_fa)),
        ("comNameEn", json!(company.name_en)),
        ("nationalLegalCode", json!(company.id)),
        ("registerNumber", json!(company.register_number)),
        ("registerDate", json!(ms(company.registered))),
        ("merchantOfficers", json!([of_person(form)])),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn shop(form: &Form) -> Value {
    let business = &form.business;
    json!({
        "farsiName": business.name_fa,
        "englishName": business.name_en,
        "telephoneNumber": business.telephone,
        "postalCode": business.postal_code,
        "businessCategoryCode": business.guild,
        "businessSubCategoryCode": business.sub_guild,
        "address": business.address,
        "countryCode": "IR",
        "provinceCode": business.province,
        "cityCode": business.city,
        // Virtual.
        "businessType": 2,
        "etrustCertificateType": business.seal.stars - 1,
        "etrustCertificateIssueDate": ms(business.seal.issued),
        "etrustCertificateExpiryDate": ms(business.seal.expires),
        "emailAddress": business.email,
        "websiteAddress": business.site.url(),
        "taxPayerCode": business.tax_code,
    })
}

fn acceptor(wish: &Wish<'_>, settings: &Settings) -> Value {
    let (host, port) = settings.access.rsplit_once(':').unwrap_or((&settings.access, "443"));
    // A port is written with four or five digits.
    let port = format!("{port:0>4}");
    json!({
        "iin": settings.iin,
        "acceptorCode": wish.acceptor.code,
        "acceptorType": 2,
        "facilitatorAcceptorCode": settings.facilitator,
        "cancelable": false,
        "refundable": true,
        "blockable": true,
        "chargeBackable": false,
        "settledSeparately": false,
        "allowScatteredSettlement": 0,
        "acceptCreditCardTransaction": true,
        "allowIranianProductsTrx": false,
        "allowKaraCardTrx": false,
        "allowGoodsBasketTrx": false,
        "allowFoodSecurityTrx": false,
        "allowJcbCardTrx": false,
        "allowUpiCardTrx": false,
        "allowVisaCardTrx": false,
        "allowMasterCardTrx": false,
        "allowAmericanExpressTrx": false,
        "allowOtherInternationaCardsTrx": false,
        "terminals": [{
            "sequence": 1,
            "terminalNumber": wish.acceptor.terminal,
            "terminalType": 1,
            "setupDate": wish.now.0,
            "accessAddress": host,
            "accessPort": port,
            "callbackAddress": host,
            "callbackPort": port,
            "emvType": 0,
        }],
        "shaparakSettlementIbans": [wish.form.iban],
    })
}
