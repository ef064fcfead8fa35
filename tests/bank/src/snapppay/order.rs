//! What is bought, as the token call and the update tell it: the sums must agree.

use super::House;
use crate::json::{text, whole};
use serde_json::Value;

/// The amount of an order whose parts make it up: `amount` is what its carts are together, less what is taken off.
pub(super) fn amount(house: &House, body: &Value) -> Option<u64> {
    let amount = whole(body.get("amount")).filter(|amount| *amount > 0)?;
    let off = whole(body.get("discountAmount"))?.checked_add(whole(body.get("externalSourceAmount"))?)?;
    let carts = body.get("cartList")?.as_array().filter(|carts| !carts.is_empty())?;
    let together = carts.iter().try_fold(0_u64, |sum, one| sum.checked_add(cart(house, one)?))?;
    (text(body.get("paymentMethodTypeDto")) == house.method && together.checked_sub(off)? == amount).then_some(amount)
}

/// What a cart comes to, if it says so rightly.
fn cart(house: &House, cart: &Value) -> Option<u64> {
    // TorobPay's number is a text.
    let named = if house.verify_captures { cart.get("cartId")?.is_string() } else { cart.get("cartId")?.is_u64() };
    let total = whole(cart.get("totalAmount"))?;
    let items = cart.get("cartItems")?.as_array().filter(|items| !items.is_empty())?;
    let mut sum = items.iter().try_fold(0_u64, |sum, one| sum.checked_add(item(one)?))?;
    for (amount, included) in [("shippingAmount", "isShipmentIncluded"), (house.tax, "isTaxIncluded")] {
        let amount = whole(cart.get(amount))?;
        if !cart.get(included)?.as_bool()? {
            sum = sum.checked_add(amount)?;
        }
    }
    (named && sum == total).then_some(total)
}

fn item(item: &Value) -> Option<u64> {
    let named = item.get("id").is_some_and(Value::is_u64) && !text(item.get("name")).is_empty();
    let sorted = !text(item.get("category")).is_empty() && item.get("commissionType").is_some_and(Value::is_u64);
    let count = whole(item.get("count")).filter(|count| *count > 0)?;
    whole(item.get("amount"))?.checked_mul(count).filter(|_| named && sorted)
}
